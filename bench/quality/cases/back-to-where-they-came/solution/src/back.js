export const HOME = '/account';

/**
 * Sends the browser back to where it came from: `returnTo` of the form, else the Referrer.
 * Only pages of `origin` count; without one it is HOME.
 */
export function redirectBack(ctx, origin) {
  const given = ctx.request.body?.returnTo ?? ctx.query.returnTo;
  const wanted = typeof given === 'string' ? given : ctx.get('Referrer');
  const ours = new URL(origin);

  // Parsed as a browser would do it, so that // and \ and @ mean the same here and there.
  const url = wanted && URL.canParse(wanted, ours) ? new URL(wanted, ours) : null;
  const inside = url?.origin === ours.origin && (wanted.startsWith('/') || URL.canParse(wanted));
  if (!inside || (!wanted.startsWith('/') && url.pathname.endsWith('/login'))) {
    ctx.redirect(HOME);
    return;
  }

  // A path of two slashes would be a host again.
  ctx.redirect(`/${url.pathname.replace(/^\/+/, '')}${url.search}${url.hash}`);
}

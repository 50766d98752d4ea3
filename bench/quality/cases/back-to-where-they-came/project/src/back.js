export const HOME = '/account';

/**
 * Sends the browser back to where it came from: `returnTo` of the form, else the Referrer.
 * Only pages of `origin` count; without one it is HOME.
 */
export function redirectBack(ctx, origin) {
  const wanted = ctx.request.body?.returnTo ?? ctx.query.returnTo;
  if (typeof wanted === 'string' && wanted.startsWith('/')) {
    ctx.redirect(wanted);
    return;
  }

  const referrer = typeof wanted === 'string' ? wanted : ctx.get('Referrer');
  if (referrer.startsWith(origin) && !referrer.endsWith('/login')) {
    ctx.redirect(referrer);
    return;
  }

  ctx.redirect(HOME);
}

"""The shapes by which secrets are known wherever they stand, as their issuers document them.

Each entry is a kind and a pattern. The kind becomes part of the placeholder, so that a reader of
the code still knows what stood there. Where a pattern has a group, only the group is secret.
Shapes may be wide: a word that is hidden without need costs little, one that is sent costs all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_URL_SAFE = r"[A-Za-z0-9_-]"

_SHAPES: tuple[tuple[str, str], ...] = (
    ("JWT", r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}"),
    ("AWS_ACCESS_KEY", r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![0-9A-Za-z])"),
    ("AWS_SESSION_TOKEN", r"\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9/+=]{40,}"),
    ("GITHUB_TOKEN", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{22,})"),
    ("GITLAB_TOKEN", rf"\bgl(?:pat|dt|rt|ptt|ft|soat|cbt|agent|imt)-{_URL_SAFE}{{20,}}"),
    ("BITBUCKET_TOKEN", r"\bATBB[A-Za-z0-9]{28,}"),
    ("ATLASSIAN_TOKEN", r"\bATATT3[\w=-]{40,}"),
    ("SLACK_TOKEN", r"\bxox[abeoprs](?:\.xox[abp])?-[0-9A-Za-z-]{10,}|\bxapp-\d-[0-9A-Za-z-]{20,}"),
    ("SLACK_WEBHOOK", r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{20,})"),
    ("DISCORD_WEBHOOK", r"discord(?:app)?\.com/api/webhooks/\d+/([\w-]{30,})"),
    ("DISCORD_TOKEN", r"\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}"),
    ("TEAMS_WEBHOOK", r"webhook\.office\.com/webhookb2/([\w@/.-]{40,})"),
    ("STRIPE_KEY", r"\b[srp]k_(?:live|test|prod)_[0-9A-Za-z]{10,}"),
    ("STRIPE_WEBHOOK_SECRET", r"\bwhsec_[0-9A-Za-z+/=]{16,}"),
    ("GOOGLE_API_KEY", r"\bAIza[\w-]{30,}"),
    ("GOOGLE_CLIENT_SECRET", r"\bGOCSPX-[\w-]{20,}"),
    ("GOOGLE_TOKEN", r"\bya29\.[\w-]{20,}|\b1//0[\w-]{30,}"),
    ("FIREBASE_KEY", r"\bAAAA[\w-]{7}:APA91b[\w-]{100,}"),
    ("OPENAI_KEY", r"\bsk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9](?:[\w-]{18,})[A-Za-z0-9]"),
    ("ANTHROPIC_KEY", r"\bsk-ant-[\w-]{20,}"),
    ("GROQ_KEY", r"\bgsk_[A-Za-z0-9]{20,}"),
    ("XAI_KEY", r"\bxai-[A-Za-z0-9]{20,}"),
    ("PERPLEXITY_KEY", r"\bpplx-[A-Za-z0-9]{20,}"),
    ("REPLICATE_TOKEN", r"\br8_[A-Za-z0-9]{20,}"),
    ("HUGGINGFACE_TOKEN", r"\b(?:hf|api_org)_[A-Za-z]{20,}"),
    ("SENDGRID_KEY", r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    ("MAILGUN_KEY", r"\bkey-[0-9a-f]{32}\b|\b[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\b"),
    ("MAILCHIMP_KEY", r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    ("BREVO_KEY", r"\bxkeysib-[0-9a-f]{40,}-\w+"),
    ("POSTMARK_OR_RESEND_KEY", r"\bre_[A-Za-z0-9]{6,}_[A-Za-z0-9]{16,}"),
    ("TWILIO_KEY", r"\bSK[0-9a-f]{32}\b"),
    ("TELEGRAM_TOKEN", r"(?<![\w:])\d{8,10}:AA[\w-]{32,}"),
    ("NPM_TOKEN", r"\bnpm_[A-Za-z0-9]{30,}"),
    ("PYPI_TOKEN", r"\bpypi-AgE[\w-]{50,}"),
    ("RUBYGEMS_KEY", r"\brubygems_[0-9a-f]{40,}"),
    ("DOCKER_TOKEN", r"\bdckr_(?:pat|oat)_[\w-]{20,}"),
    ("DIGITALOCEAN_TOKEN", r"\bdo[opr]_v1_[0-9a-f]{40,}"),
    ("SHOPIFY_TOKEN", r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{24,}"),
    ("SQUARE_TOKEN", r"\b(?:sq0(?:atp|csp|idp)-[\w-]{20,}|EAAA[\w-]{56,})"),
    ("BRAINTREE_TOKEN", r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{10,}\$[0-9a-f]{20,}"),
    ("FACEBOOK_TOKEN", r"\bEAA[A-Za-z0-9]{60,}"),
    ("LINEAR_KEY", r"\blin_(?:api|oauth)_[A-Za-z0-9]{30,}"),
    ("NOTION_TOKEN", r"\b(?:ntn_|secret_)[A-Za-z0-9]{40,}"),
    ("AIRTABLE_TOKEN", r"\bpat[A-Za-z0-9]{14}\.[0-9a-f]{40,}"),
    ("SUPABASE_KEY", r"\bsb[pk]?_(?:secret_|publishable_)?[A-Za-z0-9_]{30,}"),
    ("VAULT_TOKEN", r"\bhv[sbr]\.[\w-]{20,}"),
    ("DOPPLER_TOKEN", r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]+\.)?[A-Za-z0-9]{30,}"),
    ("FIGMA_TOKEN", r"\bfigd_[\w-]{30,}"),
    ("SENTRY_TOKEN", r"\bsntr(?:ys|yu)_[\w+/=]{30,}"),
    ("SENTRY_DSN_KEY", r"https?://([0-9a-f]{32})(?::[0-9a-f]{32})?@[\w.-]*sentry"),
    ("MAPBOX_TOKEN", r"\bsk\.eyJ[\w-]{20,}\.[\w-]{10,}"),
    ("NEW_RELIC_KEY", r"\bNR(?:AK|JS|II|RA)-[\w]{20,}"),
    ("GRAFANA_TOKEN", r"\bgl(?:sa_[A-Za-z0-9]{30,}_[0-9a-f]{6,}|c_[\w+/=]{30,})"),
    ("DATABRICKS_TOKEN", r"\bdapi[0-9a-f]{30,}(?:-\d)?"),
    ("PLANETSCALE_TOKEN", r"\bpscale_(?:tkn|pw|oauth)_[\w.-]{30,}"),
    ("BUILDKITE_TOKEN", r"\bbk(?:ua|aj|pt)_[A-Za-z0-9]{30,}"),
    ("CIRCLECI_TOKEN", r"\bCCIP(?:AT|RJ)_[A-Za-z0-9]+_[0-9a-f]{30,}"),
    ("POSTMAN_KEY", r"\bPMAK-[0-9a-f]{20,}-[0-9a-f]{30,}"),
    ("FLY_TOKEN", r"\bfo1_[\w-]{30,}|\bFlyV1 (fm\d_[\w+/=,-]{40,})"),
    ("RENDER_KEY", r"\brnd_[A-Za-z0-9]{24,}"),
    ("VERCEL_TOKEN", r"\bvc[pkira]_[A-Za-z0-9]{20,}"),
    ("ALGOLIA_OR_AGE_KEY", r"\bAGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    ("ONEPASSWORD_TOKEN", r"\bops_eyJ[\w+/=-]{40,}"),
    ("DROPBOX_TOKEN", r"\bsl\.(?:u\.)?[\w-]{60,}"),
    ("AZURE_STORAGE_KEY", r"(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{40,}={0,2})"),
    ("AZURE_SIGNATURE", r"[?&]sig=([A-Za-z0-9%+/=]{30,})"),
    ("AZURE_CLIENT_SECRET", r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])"),
    ("SIGNED_URL", r"[?&](?:X-Amz-Signature|X-Goog-Signature|Signature)=([\w%+/=-]{20,})"),
)
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(shape, re.ASCII)) for kind, shape in _SHAPES
)

PRIVATE_KEY = re.compile(
    r"-----BEGIN (?P<label>(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----"
    r"(?P<body>.{0,20000}?)(?:-----END (?P=label)-----|(?P<open>\Z))",
    re.DOTALL,
)
"""A private key in PEM form; one without an end counts up to the end of the text."""

_BREAK = re.compile(r"(?:\\[nr]|\s)+")
_HEADERS = re.compile(r"(?:\\[nr]|\s)*(?:[A-Za-z-]+: [^\n\\]*(?:\\[nr]|\s)+)+")
_OPEN_LINES = re.compile(
    r"(?:(?:\\[nr]|\s)+[A-Za-z0-9+/]{16,}={0,2})+(?:(?:\\[nr]|\s)+[A-Za-z0-9+/]+={0,2})?"
)
_BASE64 = re.compile(r"(?!//)[A-Za-z0-9+/]+={0,2}")
# Lines of a key between other things: long ones, padded ones, and what a quote or comment holds.
_PIECE = re.compile(
    r"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{2,}={1,2}"
    r"|(?<=['\"`])[A-Za-z0-9+/]{2,}(?=\\[nr]|['\"`])"
    r"|(?:(?<=// )|(?<=\* ))[A-Za-z0-9+/]{2,}$",
    re.MULTILINE,
)


def private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Where the bodies of private keys stand: whole, or piece by piece where code cuts them up."""
    for found in PRIVATE_KEY.finditer(text):
        start, end = found.span("body")
        if headers := _HEADERS.match(text, start, end):
            start = headers.end()
        if found["open"] is not None:
            # No end in sight: only lines that cannot be anything else.
            lines = _OPEN_LINES.match(text, start, end)
            end = lines.end() if lines else start
        while edge := _BREAK.match(text, start, end):
            start = edge.end()
        lines_of = [line for line in _BREAK.split(text[start:end]) if line]
        if lines_of and all(_BASE64.fullmatch(line) for line in lines_of):
            last = text.rindex(lines_of[-1], start, end)
            yield start, last + len(lines_of[-1])
        else:
            for piece in _PIECE.finditer(text, start, end):
                yield piece.span()

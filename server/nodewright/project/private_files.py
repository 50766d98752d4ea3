"""Files that never go into a prompt and are never written, whatever an ignore file says."""

from __future__ import annotations

ALWAYS = (
    # Settings with secrets, also under names such as prod.env.
    *(".env*", "*.env"),
    # Keys and certificates with keys.
    *("*.pem", "*.key", "*.p8", "*.p12", "*.pfx", "*.ppk", "*.jks", "*.keystore", "*.kdbx"),
    *("*.gpg", "*.pgp", "*.ovpn", "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*"),
    # Tokens and passwords of tools.
    *(".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", ".netrc", "_netrc", ".git-credentials"),
    *(".pgpass", ".my.cnf", ".htpasswd", ".dockercfg", ".s3cfg", ".boto", ".vault-token"),
    *(".terraformrc", "*.tfvars", "*.tfstate", "*.tfstate.*"),
    *("credentials", "credentials.json", "credentials.yml", "credentials.yaml", "credentials.csv"),
    *("secrets.json", "secrets.yml", "secrets.yaml", "secrets.toml", "secrets.ini"),
    *("service-account*.json", "*-service-account.json", "client_secret*.json"),
    *(".aws/", ".azure/", ".docker/", ".gcloud/", ".gnupg/", ".kube/", ".ssh/"),
    # What is not the user's own.
    *("node_modules/", ".git"),
)
"""Patterns as in .gitignore, matched against names in lower case."""

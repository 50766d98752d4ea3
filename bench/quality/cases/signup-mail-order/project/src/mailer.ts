export interface Mail {
  to: string;
  template: 'confirm' | 'password-reset';
  values: Record<string, string>;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

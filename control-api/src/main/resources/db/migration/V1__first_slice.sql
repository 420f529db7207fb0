-- The first slice: accounts and sign-in, consults, invitations, participants, chat, attendance, audit.
-- Conventions: UUIDv7 keys made by the API; org_id in every table and in the foreign keys between tenant tables;
-- enums are text with a CHECK; text limits hold here as well as in the API; instants are timestamptz.

create table organisation (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 120),
  slug text not null unique check (slug ~ '^[a-z0-9-]{1,60}$'),
  default_locale text not null check (default_locale in ('fr', 'en')),
  time_zone text not null check (char_length(time_zone) <= 60),
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table user_account (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  email text not null check (char_length(email) <= 254),
  email_norm text not null check (char_length(email_norm) <= 254),
  display_name text not null check (char_length(display_name) between 1 and 80),
  locale text not null check (locale in ('fr', 'en')),
  status text not null check (status in ('pending_verification', 'active', 'locked', 'deactivated', 'erased')),
  primary_role text not null check (primary_role in ('patient', 'doctor', 'operator', 'admin')),
  failed_logins int not null default 0 check (failed_logins >= 0),
  locked_until timestamptz,
  last_login_at timestamptz,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by text not null check (char_length(created_by) <= 80),
  unique (org_id, id),
  unique (org_id, email_norm)
);

create table credential (
  id uuid primary key,
  org_id uuid not null,
  user_id uuid not null,
  kind text not null check (kind in ('password')),
  hash text not null check (char_length(hash) <= 300),
  changed_at timestamptz not null,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, kind),
  foreign key (org_id, user_id) references user_account (org_id, id)
);

create table one_time_token (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  purpose text not null check (purpose in ('bootstrap', 'set_password')),
  user_id uuid,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  expires_at timestamptz not null,
  consumed_at timestamptz,
  created_at timestamptz not null,
  foreign key (org_id, user_id) references user_account (org_id, id)
);
-- One open token per target and purpose: a new one voids the old one.
create unique index one_time_token_open on one_time_token (org_id, purpose, user_id) nulls not distinct
  where consumed_at is null;

create table sign_in (
  id uuid primary key,
  org_id uuid not null,
  user_id uuid not null,
  family_id uuid not null,
  refresh_hash bytea not null unique check (octet_length(refresh_hash) = 32),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  rotated_at timestamptz,
  revoked_at timestamptz,
  revoke_reason text check (revoke_reason in ('signed_out', 'reused', 'password_changed')),
  foreign key (org_id, user_id) references user_account (org_id, id)
);
create index sign_in_family on sign_in (family_id);
create index sign_in_user on sign_in (user_id);
create index sign_in_expiry on sign_in (expires_at);

create table conversation (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  kind text not null check (kind in ('direct', 'consult', 'department', 'rcp')),
  last_seq bigint not null default 0 check (last_seq >= 0),
  closed_at timestamptz,
  created_at timestamptz not null,
  unique (org_id, id)
);

create table conversation_member (
  conversation_id uuid not null,
  participant_ref text not null check (char_length(participant_ref) <= 60),
  org_id uuid not null,
  user_id uuid,
  display_name text not null check (char_length(display_name) between 1 and 80),
  role_in_consult text not null check (char_length(role_in_consult) <= 40),
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (conversation_id, participant_ref),
  foreign key (org_id, conversation_id) references conversation (org_id, id),
  foreign key (org_id, user_id) references user_account (org_id, id)
);
create unique index conversation_member_user on conversation_member (conversation_id, user_id) where user_id is not null;

create table message (
  id uuid primary key,
  org_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null check (seq > 0),
  sender_ref text not null,
  sender_name text not null check (char_length(sender_name) between 1 and 80),
  sender_role text not null check (char_length(sender_role) <= 40),
  client_id uuid not null,
  kind text not null check (kind in ('text', 'file', 'image', 'system')),
  body text not null check (char_length(body) between 1 and 4000),
  sent_at timestamptz not null,
  unique (conversation_id, seq),
  unique (conversation_id, sender_ref, client_id),
  foreign key (org_id, conversation_id) references conversation (org_id, id),
  foreign key (conversation_id, sender_ref) references conversation_member (conversation_id, participant_ref)
);

create table consult (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  title text check (char_length(title) between 1 and 120),
  status text not null check (status in ('planned', 'open', 'live', 'paused', 'ended', 'closed', 'aborted')),
  lead_id uuid not null,
  room_name text not null unique check (char_length(room_name) between 26 and 60),
  conversation_id uuid not null unique,
  opened_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('completed')),
  event_seq bigint not null default 0,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by text not null check (char_length(created_by) <= 80),
  unique (org_id, id),
  check ((ended_at is null) = (status not in ('ended', 'closed', 'aborted'))),
  foreign key (org_id, lead_id) references user_account (org_id, id),
  foreign key (org_id, conversation_id) references conversation (org_id, id)
);
create index consult_lead on consult (org_id, lead_id, id desc);

create table invitation (
  id uuid primary key,
  org_id uuid not null,
  consult_id uuid not null,
  role_in_consult text not null
    check (role_in_consult in ('patient', 'relative', 'guardian', 'interpreter', 'expert', 'observer')),
  name text check (char_length(name) between 1 and 80),
  relation text check (char_length(relation) between 1 and 40),
  locale text not null check (locale in ('fr', 'en')),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  expires_at timestamptz not null,
  -- The API allows 5; the demo consult, which only --dev makes, more.
  max_uses int not null check (max_uses between 1 and 1000),
  used_count int not null default 0,
  revoked_at timestamptz,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by text not null check (char_length(created_by) <= 80),
  unique (org_id, id),
  check (used_count between 0 and max_uses),
  foreign key (org_id, consult_id) references consult (org_id, id)
);
create index invitation_consult on invitation (consult_id);

create table consult_participant (
  ref text primary key check (char_length(ref) between 26 and 60),
  org_id uuid not null,
  consult_id uuid not null,
  kind text not null check (kind in ('account', 'guest')),
  user_id uuid,
  invitation_id uuid,
  display_name text not null check (char_length(display_name) between 1 and 80),
  relation text check (char_length(relation) between 1 and 40),
  role_in_consult text not null check (role_in_consult in ('patient', 'lead_doctor', 'doctor', 'nurse', 'expert',
    'interpreter', 'relative', 'guardian', 'observer', 'secretary', 'device')),
  locale text not null check (locale in ('fr', 'en')),
  ticket_hash bytea unique check (octet_length(ticket_hash) = 32),
  removed_at timestamptz,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (consult_id, ref),
  unique (consult_id, user_id),
  check ((kind = 'account') = (user_id is not null)),
  check ((kind = 'guest') = (invitation_id is not null and ticket_hash is not null)),
  foreign key (org_id, consult_id) references consult (org_id, id),
  foreign key (org_id, user_id) references user_account (org_id, id),
  foreign key (org_id, invitation_id) references invitation (org_id, id)
);
create unique index consult_one_lead on consult_participant (consult_id) where role_in_consult = 'lead_doctor';

-- One life of a room on the media server: it may be created again after it was empty or the server restarted.
create table media_room_session (
  room_sid text primary key check (char_length(room_sid) <= 80),
  org_id uuid not null,
  consult_id uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  foreign key (org_id, consult_id) references consult (org_id, id)
);
create index media_room_session_consult on media_room_session (consult_id);

create table attendance (
  id uuid primary key,
  org_id uuid not null,
  consult_id uuid not null,
  participant_ref text not null,
  session_sid text not null unique check (char_length(session_sid) <= 80),
  room_sid text not null check (char_length(room_sid) <= 80),
  display_name text not null check (char_length(display_name) between 1 and 80),
  relation text check (char_length(relation) between 1 and 40),
  role_in_consult text not null check (char_length(role_in_consult) <= 40),
  joined_at timestamptz not null,
  left_at timestamptz check (left_at >= joined_at),
  leave_reason text check (leave_reason in ('left', 'kicked', 'lost', 'ended', 'replaced')),
  via text not null check (via in ('web', 'phone', 'whip')),
  check ((left_at is null) = (leave_reason is null)),
  foreign key (org_id, consult_id) references consult (org_id, id),
  foreign key (consult_id, participant_ref) references consult_participant (consult_id, ref)
);
create index attendance_consult on attendance (consult_id, joined_at, id);

create table published_track (
  track_sid text primary key check (char_length(track_sid) <= 80),
  org_id uuid not null,
  consult_id uuid not null,
  session_sid text not null check (char_length(session_sid) <= 80),
  source text not null check (source in ('microphone', 'camera', 'screen_share', 'screen_share_audio', 'unknown')),
  published_at timestamptz not null,
  unpublished_at timestamptz,
  foreign key (org_id, consult_id) references consult (org_id, id)
);
create index published_track_session on published_track (session_sid) where unpublished_at is null;
create index published_track_consult on published_track (consult_id);

-- Webhooks already applied, by the media server's event id.
create table media_event (
  event_id text primary key check (char_length(event_id) <= 100),
  kind text not null check (char_length(kind) <= 60),
  happened_at timestamptz not null,
  received_at timestamptz not null
);
create index media_event_received on media_event (received_at);

create table idempotency_record (
  principal text not null check (char_length(principal) <= 100),
  key uuid not null,
  method_path text not null check (char_length(method_path) <= 200),
  request_sha256 bytea not null check (octet_length(request_sha256) = 32),
  status int,
  response_enc bytea,
  expires_at timestamptz not null,
  primary key (principal, key)
);
create index idempotency_record_expiry on idempotency_record (expires_at);

create table audit_head (
  org_id uuid primary key references organisation (id),
  seq bigint not null,
  hash bytea not null check (octet_length(hash) = 32)
);

create table audit_event (
  org_id uuid not null references organisation (id),
  seq bigint not null,
  at timestamptz not null,
  actor_ref text not null check (char_length(actor_ref) <= 80),
  actor_role text not null check (char_length(actor_role) <= 40),
  action text not null check (char_length(action) <= 60),
  object_kind text not null check (char_length(object_kind) <= 40),
  object_id text not null check (char_length(object_id) <= 80),
  outcome text not null check (outcome in ('success', 'denied', 'error')),
  ip_hash text not null check (char_length(ip_hash) <= 64),
  request_id text not null check (char_length(request_id) <= 64),
  prev_hash bytea not null check (octet_length(prev_hash) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (org_id, seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = '42501';
end $$;

create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
create trigger attendance_never_deleted before delete or truncate on attendance
  for each statement execute function refuse_change();

-- A presence is opened once and closed once; nothing else about it ever changes.
create function refuse_attendance_rewrite() returns trigger language plpgsql as $$
begin
  if old.left_at is not null or new.joined_at <> old.joined_at or new.participant_ref <> old.participant_ref
      or new.display_name <> old.display_name or new.session_sid <> old.session_sid then
    raise exception 'attendance is append only' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger attendance_append_only before update on attendance
  for each row execute function refuse_attendance_rewrite();

-- Who is told of what. The address and the secret are sealed: an address of a webhook is one, too.
create table alert_rule (
  id bigint generated always as identity primary key,
  name varchar(100) not null,
  cause varchar(20) not null,
  chosen_by varchar(10) not null,
  chosen varchar(300) not null,
  -- whose containers; null: all
  team varchar(100),
  threshold integer not null,
  window_seconds bigint not null,
  quiet_seconds bigint not null,
  channel varchar(10) not null,
  sealed_target varchar(4000) not null,
  shown_target varchar(300) not null,
  sealed_secret varchar(1000),
  enabled boolean not null,
  changed_at timestamp(6) with time zone not null
);

-- What is wrong now. One row for a rule and a container, or the disk, until it is well again.
create table alert_incident (
  id bigint generated always as identity primary key,
  rule_id bigint not null references alert_rule (id) on delete cascade,
  subject varchar(100) not null,
  subject_name varchar(300) not null,
  last_at timestamp(6) with time zone not null,
  told_at timestamp(6) with time zone not null,
  untold integer not null,
  unique (rule_id, subject)
);

-- What is to be sent, and what became of it.
create table alert_delivery (
  id bigint generated always as identity primary key,
  rule_id bigint not null,
  rule_name varchar(100) not null,
  shown_target varchar(300) not null,
  kind varchar(20) not null,
  summary varchar(1000) not null,
  body varchar(8000) not null,
  teams varchar(4000) not null,
  made_at timestamp(6) with time zone not null,
  state varchar(10) not null,
  attempts integer not null,
  next_at timestamp(6) with time zone not null,
  result varchar(500) not null
);

create index alert_delivery_due on alert_delivery (state, next_at);

-- Up to when ends of containers have been looked at.
create table alert_mark (
  id integer not null primary key,
  seen_until timestamp(6) with time zone not null
);

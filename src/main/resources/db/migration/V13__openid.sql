-- Who an OpenID provider's people are here. A subject is the provider's name for somebody that never changes.
create table provider_person (
  issuer varchar(500) not null,
  subject varchar(255) not null,
  user_name varchar(64) not null references users (name) on delete cascade,
  primary key (issuer, subject)
);

create index provider_person_user on provider_person (user_name);

alter table kept_logins add column by_provider boolean default false not null;

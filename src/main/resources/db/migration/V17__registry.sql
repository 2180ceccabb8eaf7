-- What repositories of this registry keep beside images: indexes, artifacts, manifests without a tag.
-- "alone": kept for its own sake, and not as a part of an index or an attachment of a subject.
create table registry_manifest (
  repository varchar(255) not null,
  digest varchar(140) not null,
  media_type varchar(255) not null,
  subject varchar(140),
  alone boolean not null,
  pushed_at timestamp(6) with time zone not null,
  primary key (repository, digest)
);

-- The manifest that a tag was pushed with.
create table registry_tag (
  name varchar(500) not null primary key,
  digest varchar(140) not null
);

-- A manifest is owned as REPOSITORY@DIGEST.
alter table ownership alter column thing set data type varchar(500);

-- Logins at other registries. Without a user and a team, they are everybody's. The secret is sealed.
create table registry_login (
  id varchar(36) not null primary key,
  registry varchar(255) not null,
  user_name varchar(64) references users (name) on delete cascade,
  team_id varchar(36) references team (id) on delete cascade,
  login varchar(255) not null,
  secret varchar(12000) not null,
  kept_by varchar(64) not null,
  kept_at timestamp(6) with time zone not null
);

create index registry_login_registry on registry_login (registry);

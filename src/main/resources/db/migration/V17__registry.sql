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

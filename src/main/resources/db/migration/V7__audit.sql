-- Who changed what. Rows are written once; only age removes them.
create table audit_entry (
  id bigint generated always as identity primary key,
  happened_at timestamp(6) with time zone not null,
  user_name varchar(100) not null,
  door varchar(20) not null,
  address varchar(100) not null,
  action varchar(60) not null,
  object_type varchar(40) not null,
  object_id varchar(300) not null,
  object_name varchar(300) not null,
  parameters varchar(2000) not null,
  status integer not null,
  error varchar(2000) not null
);

create index audit_entry_time on audit_entry (happened_at);

-- What was asked to end a container's run, and whether the engine had to kill it.
alter table container add column end_request varchar(20);
alter table container add column end_requested_at timestamp(6) with time zone;
alter table container add column end_signal integer default 0 not null;
alter table container add column grace_ran_out boolean default false not null;

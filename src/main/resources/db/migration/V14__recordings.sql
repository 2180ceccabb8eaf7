-- Recordings of sessions; what was seen is in files beside the database.
create table recording (
  id varchar(32) primary key,
  who varchar(100) not null,
  container_id varchar(64) not null,
  container_name varchar(255) not null,
  program varchar(500) not null,
  terminal boolean not null,
  started_at timestamp(6) with time zone not null,
  ended_at timestamp(6) with time zone,
  bytes bigint not null,
  ending varchar(20) not null
);

create index recording_ended on recording (ended_at);
create index recording_who on recording (who, started_at);

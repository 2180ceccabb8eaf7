-- Users' networks; all that a network is, is a JSON document.
create table network (
  id varchar(64) primary key,
  name varchar(255) not null unique,
  created timestamp(6) with time zone not null,
  document varchar(1000000) not null
);

-- The networks that a container is to be on, in order. Null: the one that its mode names.
alter table container add column networks varchar(1000000);

-- How a run is connected after a network was added to it or taken from it while it ran.
alter table container add column connections varchar(1000000);

-- Configuration is kept as JSON documents in Docker's own field names; what changes while a
-- container lives has columns of its own.
create table container (
    id varchar(64) primary key,
    name varchar(255) not null unique,
    created timestamp(6) with time zone not null,
    image varchar(1000) not null,
    image_id varchar(100) not null,
    config varchar(1000000) not null,
    host_config varchar(1000000) not null,
    layout varchar(1000000) not null,
    status varchar(20) not null,
    exit_code integer not null,
    oom_killed boolean not null,
    error varchar(4000) not null,
    started_at timestamp(6) with time zone,
    finished_at timestamp(6) with time zone,
    restart_count integer not null,
    manually_stopped boolean not null
);

create table volume (
    name varchar(255) primary key,
    created timestamp(6) with time zone not null,
    anonymous boolean not null,
    labels varchar(1000000) not null
);

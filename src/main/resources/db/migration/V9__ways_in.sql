-- The secret of a second factor is sealed with a key that is not in the database; so are the recovery
-- codes until their owner has kept them. After that there are only hashes.
create table second_factor (
  user_name varchar(64) primary key references users (name) on delete cascade,
  sealed_secret varchar(500) not null,
  confirmed_at timestamp(6) with time zone,
  last_step bigint not null,
  sealed_codes varchar(2000)
);

create table recovery_code (
  code_hash varchar(64) primary key,
  user_name varchar(64) not null references users (name) on delete cascade,
  used_at timestamp(6) with time zone
);

create index recovery_code_user on recovery_code (user_name);

create table setting (
  name varchar(100) primary key,
  content varchar(4000) not null
);

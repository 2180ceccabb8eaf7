create table users (
  name varchar(64) primary key,
  password_hash varchar(200) not null,
  created_at timestamp(6) with time zone not null
);

create table access_tokens (
  id uuid primary key,
  user_name varchar(64) not null references users (name) on delete cascade,
  name varchar(100) not null,
  secret_hash varchar(64) not null unique,
  created_at timestamp(6) with time zone not null,
  last_used_at timestamp(6) with time zone
);

create index access_tokens_user on access_tokens (user_name);

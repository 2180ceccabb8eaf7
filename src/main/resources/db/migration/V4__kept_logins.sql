-- Logins of browsers that outlive the service. What the browser holds is stored as a hash.
create table kept_logins (
  secret_hash varchar(64) primary key,
  user_name varchar(64) not null references users (name) on delete cascade,
  ends_at timestamp(6) with time zone not null
);

create index kept_logins_user on kept_logins (user_name);

-- Whoever had an account could do everything so far, and goes on so. The stamp changes whenever
-- what was granted to a login before no longer holds.
alter table users add column role varchar(20) default 'ADMINISTRATOR' not null;
alter table users add column enabled boolean default true not null;
alter table users add column stamp bigint default 0 not null;
alter table users add column last_login_at timestamp(6) with time zone;

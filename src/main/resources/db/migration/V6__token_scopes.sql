alter table access_tokens add column scope varchar(20) default 'ALL' not null;
alter table access_tokens add column expires_at timestamp(6) with time zone;

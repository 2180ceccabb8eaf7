-- Teams, who is in them, and what is theirs.
create table team (
  id varchar(36) primary key,
  name varchar(64) not null unique,
  created_at timestamp(6) with time zone not null
);

create table team_member (
  team_id varchar(36) not null references team (id) on delete cascade,
  user_name varchar(64) not null references users (name) on delete cascade,
  primary key (team_id, user_name)
);

create index team_member_user on team_member (user_name);

-- What has no row is everybody's. Only an image can have several.
create table ownership (
  kind varchar(16) not null,
  thing varchar(300) not null,
  team_id varchar(36) not null references team (id),
  primary key (kind, thing, team_id)
);

create index ownership_team on ownership (team_id);

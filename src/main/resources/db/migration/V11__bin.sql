-- What is in the bin. A container or volume there has its row still, under a name that nobody can
-- give one ('bin/...'), and the name it had beside it.
alter table container add column binned_name varchar(255);
alter table container add column binned_at timestamp(6) with time zone;
alter table container add column binned_until timestamp(6) with time zone;
alter table container add column binned_by varchar(100);
-- The container that a change put in its place.
alter table container add column replaced_by varchar(64);

alter table volume add column binned_name varchar(255);
alter table volume add column binned_at timestamp(6) with time zone;
alter table volume add column binned_until timestamp(6) with time zone;
alter table volume add column binned_by varchar(100);
-- Where its data lies; null for the folder of its own name. Another one while that is in the bin.
alter table volume add column folder varchar(300);

-- Names of images that were removed; they keep the image.
create table image_bin (
  id varchar(40) not null primary key,
  image_id varchar(140) not null references image (id),
  names varchar(1000000) not null,
  binned_at timestamp(6) with time zone not null,
  binned_until timestamp(6) with time zone not null,
  binned_by varchar(100) not null
);

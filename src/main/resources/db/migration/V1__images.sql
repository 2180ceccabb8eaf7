-- What images exist. Their content lies on disk under the digests named here.
create table image (
  id varchar(140) not null primary key,
  manifest varchar(140) not null,
  created timestamp with time zone not null,
  tagged timestamp with time zone,
  retained boolean not null
);

create table image_layer (
  image_id varchar(140) not null references image (id),
  ordinal integer not null,
  diff_id varchar(140) not null,
  blob_digest varchar(140) not null,
  media_type varchar(255) not null,
  blob_size bigint not null,
  primary key (image_id, ordinal)
);

-- Manifests and indexes that named the image, kept as they were received.
create table image_document (
  image_id varchar(140) not null references image (id),
  digest varchar(140) not null,
  primary key (image_id, digest)
);

create table image_reference (
  name varchar(500) not null primary key,
  image_id varchar(140) not null references image (id)
);

create index image_reference_of_image on image_reference (image_id);

-- What a build made this image of: another image's id, or nothing at all (''). Null for an image
-- that no build has made.
alter table image add column parent varchar(140);

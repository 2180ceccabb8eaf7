package io.berth.volume;

import org.springframework.data.repository.ListCrudRepository;

interface VolumeRows extends ListCrudRepository<VolumeRow, String> {}

package io.berth.networks;

import org.springframework.data.repository.ListCrudRepository;

interface NetworkRows extends ListCrudRepository<NetworkRow, String> {}

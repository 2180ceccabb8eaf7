package io.berth.image;

import org.springframework.data.jpa.repository.JpaRepository;

interface ReferenceRepository extends JpaRepository<ReferenceEntity, String> {}

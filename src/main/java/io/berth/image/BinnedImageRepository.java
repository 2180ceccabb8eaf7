package io.berth.image;

import org.springframework.data.jpa.repository.JpaRepository;

interface BinnedImageRepository extends JpaRepository<BinnedImageEntity, String> {}

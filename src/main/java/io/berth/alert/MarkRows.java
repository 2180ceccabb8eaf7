package io.berth.alert;

import org.springframework.data.jpa.repository.JpaRepository;

interface MarkRows extends JpaRepository<MarkEntity, Integer> {}

package io.berth.settings;

import org.springframework.data.jpa.repository.JpaRepository;

interface SettingRows extends JpaRepository<Setting, String> {}

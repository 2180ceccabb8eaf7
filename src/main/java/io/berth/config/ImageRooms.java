package io.berth.config;

import io.berth.content.BlobStore;
import io.berth.registry.RegistryClient;
import io.berth.snapshot.LayerLimits;
import io.berth.snapshot.LayerStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Spring-free rooms that the image service stands on. */
@Configuration(proxyBeanMethods = false)
class ImageRooms {

  @Bean
  BlobStore blobStore(BerthProperties properties) {
    return new BlobStore(properties.root().resolve("blobs"));
  }

  @Bean
  LayerStore layerStore(BerthProperties properties) {
    return new LayerStore(properties.root().resolve("layers"), LayerLimits.DEFAULT);
  }

  @Bean
  RegistryClient registryClient(RegistryProperties registries) {
    return new RegistryClient(registries.options());
  }
}

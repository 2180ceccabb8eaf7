package io.berth;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service: engine, API and dashboard in one process. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BerthApplication {

  public static void main(String[] args) {
    SpringApplication.run(BerthApplication.class, args);
  }
}

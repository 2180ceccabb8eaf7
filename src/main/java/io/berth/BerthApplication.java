package io.berth;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service: engine, API and dashboard in one process. */
@SpringBootApplication
public class BerthApplication {

  public static void main(String[] args) {
    SpringApplication.run(BerthApplication.class, args);
  }
}

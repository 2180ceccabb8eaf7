package io.berth.config;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/**
 * Runs before anything opens the database: looks whether this host can run containers and takes the
 * root folder for this engine alone, until the process ends.
 */
final class StartUp
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    HostCheck.ofThisHost().refuseUnlessAble();
    Path root =
        Path.of(environment.getProperty("berth.root", "/var/lib/berth"))
            .toAbsolutePath()
            .normalize();
    // H2 refuses a relative path.
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("root", Map.of("berth.root", root.toString())));
    var tls = Tls.properties(environment);
    if (!tls.isEmpty()) {
      environment.getPropertySources().addFirst(new MapPropertySource("tls", tls));
    }
    // Registered first, so destroyed last: after the database is closed.
    var lock = RootLock.acquire(root);
    ((DefaultSingletonBeanRegistry) context.getBeanFactory())
        .registerDisposableBean("rootLock", lock::close);
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}

package io.berth.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * A real OpenID Connect provider, Spring's, on a port of 127.0.0.1. Everybody's password there is
 * {@value #PASSWORD}.
 */
public final class OpenIdProvider implements AutoCloseable {

  public static final String PASSWORD = "known to the provider";

  private static final String CLIENT = "berth";
  private static final String SECRET = "a secret of the two";

  private final AnnotationConfigServletWebServerApplicationContext context;
  private final Directory directory;

  private OpenIdProvider(
      AnnotationConfigServletWebServerApplicationContext context, Directory directory) {
    this.context = context;
    this.directory = directory;
  }

  public static OpenIdProvider start() {
    var directory = new Directory();
    var context = new AnnotationConfigServletWebServerApplicationContext();
    context.registerBean(Directory.class, () -> directory);
    context.register(Server.class);
    context.refresh();
    return new OpenIdProvider(context, directory);
  }

  public String issuer() {
    return "http://127.0.0.1:" + context.getWebServer().getPort();
  }

  /** What an engine is told of it. */
  public String[] flags() {
    return new String[] {
      "--berth.openid.issuer=" + issuer(),
      "--berth.openid.client-id=" + CLIENT,
      "--berth.openid.client-secret=" + SECRET,
      "--berth.openid.name=Harbour"
    };
  }

  /** Lets an engine use it. */
  public void register(String dashboard) {
    directory.redirectUri = dashboard + "/login/with/openid/callback";
  }

  /**
   * @param subject who it is, and the name for its login form
   * @param name which the ID token tells
   */
  public void add(String subject, String name, String... groups) {
    directory.people.put(subject, new Person(name, List.of(groups)));
  }

  @Override
  public void close() {
    context.close();
  }

  private record Person(String name, List<String> groups) {}

  private static final class Directory {
    private final Map<String, Person> people = new HashMap<>();
    private volatile String redirectUri = "http://127.0.0.1/nobody";
  }

  @EnableWebSecurity
  static class Server {

    @Bean
    TomcatServletWebServerFactory webServer() {
      var tomcat = new TomcatServletWebServerFactory(0);
      tomcat.setRegisterDefaultServlet(true); // the filters see no path that nobody serves
      tomcat.setAddress(java.net.InetAddress.getLoopbackAddress());
      return tomcat;
    }

    @Bean
    SecurityFilterChain endpoints(HttpSecurity http) {
      return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
          .formLogin(Customizer.withDefaults())
          .build();
    }

    @Bean
    UserDetailsService people(Directory directory) {
      return name -> {
        if (!directory.people.containsKey(name)) {
          throw new UsernameNotFoundException(name);
        }
        return User.withUsername(name).password("{noop}" + PASSWORD).roles("PERSON").build();
      };
    }

    @Bean
    RegisteredClientRepository clients(Directory directory) {
      return new Clients(directory);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims(Directory directory) {
      return token -> {
        var person = directory.people.get(token.getPrincipal().getName());
        token.getClaims().claim("preferred_username", person.name());
        token.getClaims().claim("groups", person.groups());
      };
    }

    @Bean
    JWKSource<SecurityContext> keys() throws JOSEException {
      RSAKey key = new RSAKeyGenerator(2048).keyID("test").generate();
      return new ImmutableJWKSet<>(new JWKSet(key));
    }

    @Bean
    JwtDecoder ownTokens(JWKSource<SecurityContext> keys) {
      return NimbusJwtDecoder.withJwkSource(keys).build();
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }
  }

  private record Clients(Directory directory) implements RegisteredClientRepository {

    private RegisteredClient engine() {
      return RegisteredClient.withId(CLIENT)
          .clientId(CLIENT)
          .clientSecret("{noop}" + SECRET)
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .redirectUri(directory.redirectUri)
          .scope(OidcScopes.OPENID)
          .scope(OidcScopes.PROFILE)
          .clientSettings(
              ClientSettings.builder()
                  .requireProofKey(true)
                  .requireAuthorizationConsent(false)
                  .build())
          .build();
    }

    /** A better hash of the secret, which is made anew each time. */
    @Override
    public void save(RegisteredClient client) {}

    @Override
    public RegisteredClient findById(String id) {
      return CLIENT.equals(id) ? engine() : null;
    }

    @Override
    public RegisteredClient findByClientId(String id) {
      return findById(id);
    }
  }
}

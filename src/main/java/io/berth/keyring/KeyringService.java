package io.berth.keyring;

import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.keyring.LoginRows.Row;
import io.berth.oci.ImageReference;
import io.berth.registry.Credentials;
import io.berth.registry.RegistryAddress;
import io.berth.registry.RegistryClient;
import io.berth.security.Caller;
import io.berth.security.Sealer;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

@Service
class KeyringService implements Keyring {

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_SECRET = 8000;

  private final LoginRows rows;
  private final Sealer sealer;
  private final Ownership ownership;
  private final RegistryClient registries;

  KeyringService(LoginRows rows, Sealer sealer, Ownership ownership, RegistryClient registries) {
    this.rows = rows;
    this.sealer = sealer;
    this.ownership = ownership;
    this.registries = registries;
  }

  @Override
  public List<KeptLogin> list() {
    return rows.all().stream()
        .filter(row -> ownership.seesAll() || isUsable(row))
        .map(this::view)
        .toList();
  }

  private boolean isUsable(Row row) {
    return row.isEverybodys() || isCallers(row);
  }

  private static boolean isOwn(Row row) {
    Caller caller = Caller.current();
    return caller.isPerson() && caller.name().equals(row.user());
  }

  private boolean isCallers(Row row) {
    String team = row.team();
    return isOwn(row) || team != null && ownership.ofCaller().teams().contains(team);
  }

  private KeptLogin view(Row row) {
    String team = row.team();
    String user = row.user();
    Scope scope = user != null ? Scope.OWN : team != null ? Scope.TEAM : Scope.EVERYBODY;
    String owner =
        user != null
            ? user
            : team == null ? "" : String.join("", ownership.names(new Owners(Set.of(team))));
    return new KeptLogin(
        row.id(),
        row.registry(),
        row.username(),
        scope,
        owner,
        row.keptBy(),
        row.keptAt(),
        mayForget(row));
  }

  private boolean mayForget(Row row) {
    return ownership.seesAll() || isCallers(row);
  }

  @Override
  public KeptLogin keep(NewLogin login) throws InterruptedException {
    String registry = registry(login.registry());
    String username = login.username().strip();
    if (username.isEmpty() || login.secret().isEmpty()) {
      throw new InvalidRequest("a login is a user name and a password or token");
    }
    if (username.length() > LONGEST_NAME || login.secret().length() > LONGEST_SECRET) {
      throw new InvalidRequest(
          "a user name has at most %d characters, and a secret %d"
              .formatted(LONGEST_NAME, LONGEST_SECRET));
    }
    Row row = row(registry, username, login);
    registries.login(registry, new Credentials(username, login.secret(), "", ""));
    rows.put(row);
    return view(row);
  }

  private static String registry(String address) {
    String domain = RegistryAddress.domain(address.strip());
    try {
      return ImageReference.parse(domain + "/x").domain().equals(domain) ? domain : wrong(address);
    } catch (InvalidRequest e) {
      return wrong(address);
    }
  }

  private static String wrong(String address) {
    throw new InvalidRequest(
        "\"%s\" is no registry's address: write host or host:port, such as registry.example:5000"
            .formatted(address));
  }

  private Row row(String registry, String username, NewLogin login) {
    Caller caller = Caller.current();
    String user =
        switch (login.scope()) {
          case OWN -> own(caller);
          case TEAM, EVERYBODY -> null;
        };
    String team =
        switch (login.scope()) {
          case TEAM -> team(login.team() == null ? "" : login.team());
          case OWN, EVERYBODY -> null;
        };
    if (login.scope() == Scope.EVERYBODY && !ownership.seesAll()) {
      throw new Forbidden("not allowed: a login for everybody needs the role administrator");
    }
    return new Row(
        UUID.randomUUID().toString(),
        registry,
        user,
        team,
        username,
        sealer.seal(login.secret()),
        caller.name(),
        Instant.now());
  }

  private static String own(Caller caller) {
    if (!caller.isPerson()) {
      throw new InvalidRequest("nobody is logged in: keep this login for a team or for everybody");
    }
    return caller.name();
  }

  private String team(String name) {
    if (!ownership.choices().contains(name)) {
      throw new Forbidden("not allowed: a login of team %s needs a member of it".formatted(name));
    }
    return ownership.recipient(name).teams().iterator().next();
  }

  @Override
  public KeptLogin forget(String id) {
    Row row =
        rows.all().stream()
            .filter(kept -> kept.id().equals(id) && mayForget(kept))
            .findFirst()
            .orElseThrow(() -> new NotFound("there is no such login, or it is not yours: " + id));
    rows.delete(id);
    return view(row);
  }

  @Override
  public Credentials find(String domain) {
    return rows.of(domain).stream()
        .filter(this::isUsable)
        .min(Comparator.comparing((Row row) -> isOwn(row) ? 0 : row.isEverybodys() ? 2 : 1))
        .map(this::opened)
        .orElse(Credentials.NONE);
  }

  private Credentials opened(Row row) {
    String secret =
        sealer
            .open(row.secret())
            .orElseThrow(() ->
                new Unavailable(
                    "the kept login at %s cannot be read with this engine's key: keep it again"
                        .formatted(row.registry())));
    return new Credentials(row.username(), secret, "", "");
  }
}

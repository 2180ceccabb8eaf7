package io.berth.team;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.security.UserRemoved;
import io.berth.security.Users;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes are made one after another; the roster knows each before the call returns. */
@Service
class TeamService implements Teams {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private final TeamRepository teams;
  private final Users users;
  private final Roster roster;
  private final OwnerRows owned;
  private final TransactionTemplate transaction;

  TeamService(
      TeamRepository teams,
      Users users,
      Roster roster,
      OwnerRows owned,
      PlatformTransactionManager transactions) {
    this.teams = teams;
    this.users = users;
    this.roster = roster;
    this.owned = owned;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public List<TeamView> list() {
    return teams.findByOrderByName().stream().filter(TeamService::shows).map(this::view).toList();
  }

  @Override
  public TeamView inspect(String name) {
    return teams
        .findByName(name)
        .filter(TeamService::shows)
        .map(this::view)
        .orElseThrow(() -> Ownership.noTeam(name));
  }

  private static boolean shows(TeamEntity team) {
    Caller caller = Caller.current();
    return caller.may(Role.ADMINISTRATOR)
        || caller.isPerson() && team.members.contains(caller.name());
  }

  private TeamView view(TeamEntity team) {
    Map<Ownership.Kind, Integer> owns = new EnumMap<>(Ownership.Kind.class);
    for (Ownership.Kind kind : Ownership.Kind.values()) {
      owns.put(kind, 0);
    }
    owns.putAll(owned.count(team.id));
    return new TeamView(team.name, team.createdAt, team.members.stream().sorted().toList(), owns);
  }

  @Override
  public synchronized void create(String name) {
    TeamEntity team = new TeamEntity();
    team.id = UUID.randomUUID().toString();
    team.name = free(name);
    team.createdAt = Instant.now();
    teams.save(team);
    roster.readAgain();
  }

  private String free(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidRequest(
          "a team's name has 1 to 64 lower-case letters, digits and . _ - and begins with a letter"
              + " or digit");
    }
    if (teams.findByName(name).isPresent()) {
      throw new Conflict("there is a team " + name + " already");
    }
    return name;
  }

  @Override
  public synchronized void rename(String name, String to) {
    change(
        name,
        team -> {
          if (!to.equals(team.name)) {
            team.name = free(to);
          }
        });
  }

  @Override
  public synchronized void addMember(String name, String user) {
    String known = users.inspect(user).name();
    change(name, team -> team.members.add(known));
  }

  @Override
  public synchronized void removeMember(String name, String user) {
    change(name, team -> team.members.remove(user));
    users.endLogins(user);
  }

  private void change(String name, Consumer<TeamEntity> change) {
    transaction.executeWithoutResult(_ -> {
      TeamEntity team = find(name);
      change.accept(team);
      teams.saveAndFlush(team);
    });
    roster.readAgain();
  }

  private TeamEntity find(String name) {
    return teams.findByName(name).orElseThrow(() -> Ownership.noTeam(name));
  }

  @Override
  public synchronized void remove(String name, String heir) {
    TeamEntity team = find(name);
    if (heir.equals(name)) {
      throw new InvalidRequest(
          "what team " + name + " has cannot become its own: name another one");
    }
    owned.inherit(team.id, heir.isEmpty() ? "" : find(heir).id);
    teams.delete(team);
    roster.readAgain();
    team.members.forEach(users::endLogins);
  }

  /** Whoever gets the name later is somebody else. */
  @TransactionalEventListener(fallbackExecution = true)
  void on(UserRemoved removed) {
    roster.readAgain();
  }
}

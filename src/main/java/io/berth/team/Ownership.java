package io.berth.team;

import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import io.berth.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Decides who sees what, and whose a new thing is. Administrators, the Unix socket and the engine
 * itself see everything; everybody else what is everybody's and what is their teams'. Who sees a
 * thing may do with it what their role may. The rooms that keep things ask here wherever they look
 * one up, so that no door can forget to. Thread-safe.
 */
@Component
public class Ownership {

  /** With which the maker of something chooses among several teams. */
  public static final String LABEL = "berth.team";

  private final Roster roster;
  private final OwnerRows rows;

  /** What can be owned. */
  public enum Kind {
    CONTAINER,
    VOLUME,
    IMAGE,
    /** A manifest of a repository that is no image, as {@code REPOSITORY@DIGEST}. */
    MANIFEST,
    NETWORK
  }

  Ownership(Roster roster, OwnerRows rows) {
    this.roster = roster;
    this.rows = rows;
  }

  public Owners of(Kind kind, String id) {
    return rows.of(kind, id);
  }

  public boolean sees(Kind kind, String id) {
    return seesAll() || sees(Caller.current(), of(kind, id));
  }

  public boolean sees(Owners owners) {
    return sees(Caller.current(), owners);
  }

  /**
   * @throws Forbidden the volume is another team's
   */
  public void requireMayMount(String volume) {
    if (!sees(Kind.VOLUME, volume)) {
      throw new Forbidden(
          "not allowed: mounting volume %s needs a member of the team that owns it"
              .formatted(volume));
    }
  }

  /** Whether the current caller does. */
  public boolean seesAll() {
    return Caller.current().may(Role.ADMINISTRATOR);
  }

  boolean sees(Caller caller, Owners owners) {
    return owners.areEverybody()
        || caller.may(Role.ADMINISTRATOR)
        || owners.haveOneOf(roster.teamsOf(caller));
  }

  /** All teams of the caller; everybody for one who has none. */
  public Owners ofCaller() {
    return new Owners(roster.teamsOf(Caller.current()));
  }

  /**
   * Whose a thing is that the caller makes: their team's, or everybody's when they have none.
   *
   * @param labels with which it is made
   * @throws Forbidden the label names a team that the caller is not in
   * @throws InvalidRequest the caller is in several teams and says none
   */
  public Owners ofNew(Map<String, String> labels) {
    String wanted = Objects.requireNonNullElse(labels.get(LABEL), "");
    Set<String> own = roster.teamsOf(Caller.current());
    if (!wanted.isEmpty()) {
      return chosen(wanted, own);
    }
    if (own.size() > 1) {
      throw new InvalidRequest(
          "you are in the teams %s: say whose this is with the label %s=TEAM"
              .formatted(String.join(", ", names(own)), LABEL));
    }
    return new Owners(own);
  }

  private Owners chosen(String wanted, Set<String> own) {
    String team = id(wanted);
    if (own.contains(team) || seesAll() && !team.isEmpty()) {
      return Owners.of(team);
    }
    if (seesAll()) {
      throw new InvalidRequest("no such team: " + wanted); // a 404 would mean the image
    }
    throw new Forbidden(
        "not allowed: the label %s=%s needs a member of that team, and %s"
            .formatted(
                LABEL,
                wanted,
                own.isEmpty() ? "you are in none" : "you are in " + String.join(", ", names(own))));
  }

  /** The id of the team of this name, or empty. */
  private String id(String name) {
    return roster.names().entrySet().stream()
        .filter(team -> team.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  static NotFound noTeam(String name) {
    return new NotFound("no such team: " + name);
  }

  /**
   * To whom something can be given.
   *
   * @param team its name; empty for everybody
   */
  public Owners recipient(String team) {
    String id = id(team);
    if (id.isEmpty() && !team.isEmpty()) {
      throw noTeam(team);
    }
    return team.isEmpty() ? Owners.EVERYBODY : Owners.of(id);
  }

  /**
   * Says anew whose a thing is: the share of the caller's teams passes to others, and all of it
   * when an administrator gives.
   *
   * @throws Forbidden it is not the caller's to give
   */
  public void give(Kind kind, String id, Owners to) {
    Owners now = of(kind, id);
    Set<String> own = roster.teamsOf(Caller.current());
    if (!seesAll() && !now.haveOneOf(own)) {
      throw new Forbidden(
          "not allowed: giving what is everybody's to a team needs the role administrator");
    }
    Owners others = seesAll() ? Owners.EVERYBODY : now.without(own);
    own(kind, id, to.areEverybody() ? to : others.with(to));
  }

  /** Without asking whether the caller may. */
  public void own(Kind kind, String id, Owners owners) {
    rows.set(kind, id, owners);
  }

  /** The thing is gone for good. */
  public void forget(Kind kind, String id) {
    rows.set(kind, id, Owners.EVERYBODY);
  }

  /**
   * A caller who has a thing that is here already gets to see it.
   *
   * @param fresh whether nobody had it
   */
  public void share(Kind kind, String id, boolean fresh) {
    Owners mine = ofCaller();
    Owners now = of(kind, id);
    if (fresh) {
      own(kind, id, mine);
    } else if (!now.areEverybody() && (!mine.areEverybody() || !seesAll())) {
      own(kind, id, mine.areEverybody() ? mine : now.with(mine));
    }
  }

  /**
   * Gives up the share of the caller's teams in a thing that other teams have as well.
   *
   * @return false when there are no others, or the caller stands above teams
   */
  public boolean leave(Kind kind, String id) {
    Owners others = others(kind, id);
    if (others.areEverybody()) {
      return false;
    }
    own(kind, id, others);
    return true;
  }

  /** Whether {@link #leave} would do something. */
  public boolean isShared(Kind kind, String id) {
    return !others(kind, id).areEverybody();
  }

  private Owners others(Kind kind, String id) {
    return seesAll() ? Owners.EVERYBODY : of(kind, id).without(roster.teamsOf(Caller.current()));
  }

  /** Of teams, as people call them, in order; none for what is everybody's. */
  public List<String> names(Owners owners) {
    return names(owners.teams());
  }

  private List<String> names(Set<String> teams) {
    return teams.stream().map(roster::name).sorted().toList();
  }

  public List<String> namesOf(Kind kind, String id) {
    return names(of(kind, id));
  }

  /** Names of the teams among which the caller can choose, in order. */
  public List<String> choices() {
    return seesAll()
        ? roster.names().values().stream().sorted().toList()
        : names(roster.teamsOf(Caller.current()));
  }
}

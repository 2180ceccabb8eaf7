package io.berth.alert;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.security.Sealer;
import io.berth.settings.Settings;
import io.berth.system.HostInfo;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

@Service
class AlertService implements Alerts {

  private static final int MOST_RULES = 200;
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration QUIET = Duration.ofMinutes(15);
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int RESTARTS = 5;
  private static final int PERCENT = 90;

  private final RuleRows rows;
  private final DeliveryRows deliveries;
  private final DeliveryQueue queue;
  private final Rules rules;
  private final Sealer sealer;
  private final MailSender mail;
  private final Settings settings;
  private final HostInfo host;
  private final Ownership ownership;

  AlertService(
      RuleRows rows,
      DeliveryRows deliveries,
      DeliveryQueue queue,
      Rules rules,
      Sealer sealer,
      MailSender mail,
      Settings settings,
      HostInfo host,
      Ownership ownership) {
    this.ownership = ownership;
    this.rows = rows;
    this.deliveries = deliveries;
    this.queue = queue;
    this.rules = rules;
    this.sealer = sealer;
    this.mail = mail;
    this.settings = settings;
    this.host = host;
  }

  @Override
  public List<AlertRule> rules() {
    return rows.findByOrderByNameAscIdAsc().stream().filter(this::isSeen).map(this::view).toList();
  }

  @Override
  public AlertRule rule(long id) {
    return view(row(id));
  }

  private RuleEntity row(long id) {
    return rows.findById(id)
        .filter(this::isSeen)
        .orElseThrow(() -> new NotFound("no such rule: " + id));
  }

  private boolean isSeen(RuleEntity row) {
    return ownership.sees(owners(row));
  }

  private static Owners owners(RuleEntity row) {
    return row.team == null ? Owners.EVERYBODY : new Owners(Set.of(row.team));
  }

  private AlertRule view(RuleEntity row) {
    return row.view(String.join(", ", ownership.names(owners(row))));
  }

  @Override
  public AlertRule create(RuleDraft draft) {
    if (rows.count() >= MOST_RULES) {
      throw new Conflict("there are " + MOST_RULES + " rules already: remove some first");
    }
    if (draft.target() == null || draft.target().isBlank()) {
      throw new InvalidRequest("say whom to tell: the address is missing");
    }
    return save(new RuleEntity(), draft);
  }

  @Override
  public AlertRule change(long id, RuleDraft draft) {
    RuleEntity row = row(id);
    if (draft.channel() != row.channel && draft.target() == null) {
      throw new InvalidRequest("say whom to tell: the address is missing");
    }
    return save(row, draft);
  }

  private AlertRule save(RuleEntity row, RuleDraft draft) {
    row.name = name(draft.name());
    row.cause = draft.cause();
    Chosen chosen = draft.cause() == Cause.DISK_FULL ? Chosen.ALL : draft.containers();
    row.chosenBy = chosen.by();
    row.chosen = chosen.value();
    row.team = ownership.recipient(draft.team()).teams().stream().findFirst().orElse(null);
    row.threshold = threshold(draft);
    row.windowSeconds = seconds(draft.window(), WINDOW);
    row.quietSeconds = seconds(draft.quiet(), QUIET);
    row.channel = draft.channel();
    row.enabled = draft.enabled();
    String target = draft.target();
    if (target != null) {
      address(row, target);
    }
    String secret = draft.secret();
    if (draft.channel() == Channel.MAIL || secret != null && secret.isEmpty()) {
      row.sealedSecret = null;
    } else if (secret != null) {
      if (secret.length() > 200) {
        throw new InvalidRequest("a secret has 200 characters at most");
      }
      row.sealedSecret = sealer.seal(secret);
    }
    return changed(row);
  }

  private void address(RuleEntity row, String target) {
    if (target.length() > 2000) {
      throw new InvalidRequest("an address has 2000 characters at most");
    }
    String whole =
        switch (row.channel) {
          case WEBHOOK -> webhook(row, target);
          case MAIL -> MailSender.addresses(target);
        };
    if (row.channel == Channel.MAIL) {
      row.shownTarget = cut(whole);
    }
    row.sealedTarget = sealer.seal(whole);
  }

  private String webhook(RuleEntity row, String target) {
    URI uri = WebhookAddress.parsed(target);
    requireAllowed(uri);
    row.shownTarget = cut(WebhookAddress.shown(uri));
    return uri.toString();
  }

  /** A name that nobody knows now may be known when it is needed. */
  private void requireAllowed(URI uri) {
    try {
      WebhookAddress.requireAllowed(uri, settings.isOn(AlertBeans.LOCAL_WEBHOOKS));
    } catch (UnknownHostException e) {
      // the test and each delivery say so
    }
  }

  private static String cut(String text) {
    return text.length() <= 300 ? text : text.substring(0, 299) + "…";
  }

  private static String name(String name) {
    String clean = name.strip();
    if (clean.isEmpty() || clean.length() > 100 || clean.matches("(?s).*\\p{Cntrl}.*")) {
      throw new InvalidRequest("a rule needs a name of 1 to 100 characters on one line");
    }
    return clean;
  }

  private static int threshold(RuleDraft draft) {
    int wanted = draft.threshold();
    return switch (draft.cause()) {
      case RESTART_LOOP -> within(wanted == 0 ? RESTARTS : wanted, 2, Restarts.MOST, "restarts");
      case DISK_FULL -> within(wanted == 0 ? PERCENT : wanted, 1, 100, "percent");
      case ENDED_BADLY, OUT_OF_MEMORY, UNHEALTHY -> 0;
    };
  }

  private static int within(int value, int least, int most, String what) {
    if (value < least || value > most) {
      throw new InvalidRequest("%s must be from %d to %d".formatted(what, least, most));
    }
    return value;
  }

  private static long seconds(@Nullable Duration wanted, Duration usual) {
    Duration time = wanted == null ? usual : wanted;
    if (time.toSeconds() < 1 || time.compareTo(LONGEST) > 0) {
      throw new InvalidRequest("times of rules must be from a second to seven days");
    }
    return time.toSeconds();
  }

  private AlertRule changed(RuleEntity row) {
    row.changedAt = Instant.now();
    AlertRule view = view(rows.save(row));
    rules.changed();
    return view;
  }

  @Override
  public void turn(long id, boolean on) {
    RuleEntity row = row(id);
    row.enabled = on;
    changed(row);
  }

  @Override
  public void remove(long id) {
    rows.delete(row(id)); // what is open of it goes with it
    rules.changed();
  }

  @Override
  public Delivered test(long id) {
    RuleEntity row = row(id);
    AlertRule rule = view(row);
    String words = "this is a test of the rule \"" + rule.name() + "\"";
    return queue.now(
        rule,
        owners(row),
        Notice.of(Notice.TEST, rule, host.name(), words, null, 0, Instant.now()));
  }

  @Override
  public List<Delivered> deliveries(int limit) {
    return deliveries.findByOrderByIdDesc(Limit.of(DeliveryQueue.MOST_KEPT)).stream()
        .filter(row -> ownership.sees(row.owners()))
        .limit(limit)
        .map(DeliveryEntity::view)
        .toList();
  }

  @Override
  public boolean canMail() {
    return mail.isOn();
  }
}

package io.berth.security;

import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.NotFound;
import io.berth.settings.Settings;
import io.berth.system.HostInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class SecondFactorService implements SecondFactors {

  private static final int RECOVERY_CODES = 10;

  private final SecondFactorRows factors;
  private final RecoveryCodes codes;
  private final AccountService accounts;
  private final Sealer sealer;
  private final Settings settings;
  private final HostInfo host;

  /** By user, from wherever: there are only a million codes. */
  private final LoginThrottle throttle = new LoginThrottle(Clock.systemUTC());

  SecondFactorService(
      SecondFactorRows factors,
      RecoveryCodes codes,
      AccountService accounts,
      Sealer sealer,
      Settings settings,
      HostInfo host) {
    this.factors = factors;
    this.codes = codes;
    this.accounts = accounts;
    this.sealer = sealer;
    this.settings = settings;
    this.host = host;
  }

  /**
   * @param patience how long no code is looked at; zero when this one was
   */
  record Verdict(boolean right, Duration patience) {}

  @Transactional(readOnly = true)
  public boolean isOn(String user) {
    return factors.existsByUserNameAndConfirmedAtNotNull(user);
  }

  /** Whether the user has to turn it on before anything else. */
  @Transactional(readOnly = true)
  public boolean isMissing(String user) {
    return settings.isOn(SecurityBeans.SECOND_FACTOR_REQUIRED) && !isOn(user);
  }

  @Override
  @Transactional(readOnly = true)
  public Status status(String user) {
    boolean required = settings.isOn(SecurityBeans.SECOND_FACTOR_REQUIRED);
    SecondFactor factor = factors.findById(user).orElse(null);
    if (factor == null) {
      return new Status(State.OFF, required, 0, List.of(), null);
    }
    if (!factor.isConfirmed()) {
      Enrolment enrolment = totp(factor).map(totp -> enrolment(user, totp)).orElse(null);
      State state = enrolment == null ? State.OFF : State.PENDING;
      return new Status(state, required, 0, List.of(), enrolment);
    }
    long left = codes.countByUserNameAndUsedAtNull(user);
    return new Status(State.ON, required, left, toKeep(factor), null);
  }

  private Enrolment enrolment(String user, Totp totp) {
    return new Enrolment(totp.text(), QrCode.of(totp.uri(user, host.name())));
  }

  private List<String> toKeep(SecondFactor factor) {
    return Optional.ofNullable(factor.sealedCodes())
        .flatMap(sealer::open)
        .map(codes -> List.of(codes.split(" ")))
        .orElse(List.of());
  }

  private Optional<Totp> totp(SecondFactor factor) {
    return sealer.open(factor.sealedSecret()).map(Totp::ofText);
  }

  private OptionalLong step(SecondFactor factor, String digits, Instant now) {
    return totp(factor)
        .map(totp -> totp.stepOf(digits, now, factor.lastStep()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public void begin(String user, String password) {
    accounts.requirePassword(user, password);
    if (isOn(user)) {
      throw new Conflict("user " + user + " has a second factor already");
    }
    remove(user);
    factors.save(new SecondFactor(user, sealer.seal(Totp.random().text())));
  }

  @Override
  public void confirm(String user, String code) {
    SecondFactor factor = factors.findById(user).filter(f -> !f.isConfirmed()).orElse(null);
    if (factor == null) {
      throw new Conflict("no second factor was begun for user " + user);
    }
    requireAttempt(user);
    Instant now = Instant.now();
    long step =
        step(factor, digits(code), now)
            .orElseThrow(
                () -> new Forbidden("that is not the code that the app shows now: try the next"));
    throttle.succeeded(user);
    factor.confirm(now, step);
    List<String> made = Stream.generate(Secrets::recoveryCode).limit(RECOVERY_CODES).toList();
    made.forEach(one -> codes.save(new RecoveryCode(hash(user, one), user)));
    factor.setSealedCodes(sealer.seal(String.join(" ", made)));
    accounts.endKeptLogins(user);
  }

  @Override
  public void codesKept(String user) {
    factors.findById(user).ifPresent(factor -> factor.setSealedCodes(null));
  }

  @Override
  public void disable(String user, String password, String code) {
    accounts.requirePassword(user, password);
    Verdict verdict = check(user, code);
    if (!verdict.right()) {
      throw verdict.patience().isZero()
          ? new Forbidden("the code is wrong, or was used already")
          : tooMany(verdict.patience());
    }
    remove(user);
  }

  @Override
  public void reset(String user) {
    if (Caller.current().name().equals(user) && Caller.current().login() != null) {
      throw new Forbidden(
          "not allowed: your own second factor is turned off on the account page, with a code");
    }
    if (!accounts.exists(user)) {
      throw new NotFound("no such user: " + user);
    }
    if (!isOn(user)) {
      throw new NotFound("user " + user + " has no second factor");
    }
    remove(user);
  }

  void remove(String user) {
    codes.deleteByUserName(user);
    factors.deleteAllById(factors.existsById(user) ? List.of(user) : List.of());
    factors.flush();
  }

  /** Whether this is a code of the user's app, or a recovery code, that nobody has used before. */
  public Verdict check(String user, String code) {
    Duration wait = throttle.begin(user);
    if (wait.isPositive()) {
      return new Verdict(false, wait);
    }
    boolean right = isRight(user, code);
    if (right) {
      throttle.succeeded(user);
    }
    return new Verdict(right, Duration.ZERO);
  }

  private boolean isRight(String user, String code) {
    @Nullable SecondFactor factor =
        factors.findById(user).filter(SecondFactor::isConfirmed).orElse(null);
    if (factor == null) {
      return false;
    }
    Instant now = Instant.now();
    String digits = digits(code);
    if (digits.matches("[0-9]{6}")) {
      OptionalLong step = step(factor, digits, now);
      return step.isPresent() && factors.use(user, step.getAsLong()) == 1;
    }
    return codes.use(user, hash(user, code), now) == 1;
  }

  private void requireAttempt(String user) {
    Duration wait = throttle.begin(user);
    if (wait.isPositive()) {
      throw tooMany(wait);
    }
  }

  private static Forbidden tooMany(Duration wait) {
    return new Forbidden(
        "too many wrong codes: try again in " + (wait.toSeconds() + 1) + " seconds");
  }

  private static String digits(String code) {
    return code.replace(" ", "");
  }

  private static String hash(String user, String code) {
    String plain = code.replace(" ", "").replace("-", "").toLowerCase(Locale.ROOT);
    return Secrets.sha256("recovery code of " + user + ": " + plain);
  }
}

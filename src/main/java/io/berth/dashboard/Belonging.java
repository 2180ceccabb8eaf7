package io.berth.dashboard;

import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Whose things are, as pages say it: {@code belonging} in each template. */
@Component
@ControllerAdvice(basePackageClasses = Belonging.class)
class Belonging {

  /** In an address: what is everybody's. No team is called so. */
  static final String EVERYBODY = "-";

  private final Ownership ownership;

  Belonging(Ownership ownership) {
    this.ownership = ownership;
  }

  @ModelAttribute("belonging")
  Belonging belonging() {
    return this;
  }

  /**
   * Whether a list keeps a thing.
   *
   * @param owner a team's name, {@link #EVERYBODY}, or empty for all
   */
  boolean chosen(String owner, Kind kind, String id) {
    List<String> names = ownership.namesOf(kind, id);
    return owner.isEmpty() || owner.equals(EVERYBODY) && names.isEmpty() || names.contains(owner);
  }

  /** Public, as are the next: templates call no others. Among these a person can choose. */
  public List<String> teams() {
    return ownership.choices();
  }

  public String ofContainer(String id) {
    return shown(Kind.CONTAINER, id);
  }

  public String ofVolume(String name) {
    return shown(Kind.VOLUME, name);
  }

  public String ofImage(String id) {
    return shown(Kind.IMAGE, id);
  }

  public String ofNetwork(String id) {
    return shown(Kind.NETWORK, id);
  }

  private String shown(Kind kind, String id) {
    return String.join(", ", ownership.namesOf(kind, id));
  }

  /** Whether the person may give away what these own. */
  public boolean gives(String owners) {
    return Me.current().administrator() || Me.current().operator() && !owners.isEmpty();
  }
}

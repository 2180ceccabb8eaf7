package io.berth.dashboard;

import io.berth.security.Caller;
import io.berth.security.Role;

/** Who looks at a page; templates show no button that this person may not use. */
record Me(String name, boolean operator, boolean administrator) {

  static Me current() {
    var caller = Caller.current();
    return new Me(caller.name(), caller.may(Role.OPERATOR), caller.may(Role.ADMINISTRATOR));
  }
}

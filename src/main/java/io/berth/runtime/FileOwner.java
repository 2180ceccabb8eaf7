package io.berth.runtime;

import io.berth.linux.RootPath;

/** Who owns files that a container's user makes. */
public record FileOwner(int uid, int gid) {

  /**
   * @param user as in {@link ProcessSpec#user()}, looked up in the root's own files
   * @throws io.berth.failure.InvalidRequest there is no such user
   */
  public static FileOwner of(RootPath root, String user) {
    Accounts.Identity identity = Program.accounts(root).resolve(user, java.util.List.of());
    return new FileOwner(identity.uid(), identity.gid());
  }
}

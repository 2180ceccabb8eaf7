package io.berth.networks;

import io.berth.network.NetworkSpec;
import java.util.List;

/** What bridges have to be there from the start. */
public interface StoredNetworks {

  List<NetworkSpec> specs();
}

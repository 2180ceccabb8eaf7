package io.berth.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates count: everybody's of this Java, and for one registry also those in a folder
 * named after it, {@code HOST:PORT/*.crt}, read anew at each connection. Registries that may be
 * spoken to without TLS may have any certificate. Nobody else's connection is affected.
 */
final class RegistryTrust extends X509ExtendedTrustManager {

  private final @Nullable Path folder;
  private final Set<String> insecure;
  private final X509ExtendedTrustManager usual;

  private RegistryTrust(RegistryOptions options) throws GeneralSecurityException {
    this.folder = options.certificates();
    this.insecure = options.insecure();
    this.usual = manager(null);
  }

  static SSLContext context(RegistryOptions options) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new RegistryTrust(options)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    String host = engine.getPeerHost();
    String port = host + ":" + engine.getPeerPort();
    if (insecure.contains(port) || insecure.contains(host)) {
      return;
    }
    try {
      usual.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      X509ExtendedTrustManager own =
          of(engine.getPeerPort() == 443 ? List.of(host, port) : List.of(port));
      if (own == null) {
        throw e;
      }
      own.checkServerTrusted(chain, type, engine);
    }
  }

  private @Nullable X509ExtendedTrustManager of(List<String> names) throws CertificateException {
    Path all = folder;
    if (all == null) {
      return null;
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (String name : names) {
        for (Certificate certificate : certificates(all.resolve(name))) {
          store.setCertificateEntry(name + store.size(), certificate);
        }
      }
      return store.size() == 0 ? null : manager(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new CertificateException(
          "cannot read the certificates in " + all + ": " + e.getMessage(), e);
    }
  }

  private static List<Certificate> certificates(Path folder)
      throws IOException, CertificateException {
    List<Certificate> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.crt")) {
      for (Path file : files) {
        try (InputStream pem = Files.newInputStream(file)) {
          found.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
        }
      }
    }
    return found;
  }

  private static X509ExtendedTrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("this Java trusts nobody"));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    usual.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    usual.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("a client has no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("a client has no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("a client has no clients");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return usual.getAcceptedIssuers();
  }
}

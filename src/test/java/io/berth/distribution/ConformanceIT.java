package io.berth.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import io.berth.team.Teams;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.RunningBerth;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the OCI distribution specification demands, request by request. */
class ConformanceIT {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final byte[] NOTHING = {};

  private static RunningBerth berth;
  private static String operator;
  private static byte[] tar;
  private static byte[] layer;
  private static Digest layerDigest;
  private static byte[] config;
  private static Digest configDigest;

  @BeforeAll
  static void start() throws Exception {
    berth = RunningBerth.start("--berth.registry-server.delete=true");
    berth.bean(Users.class).create("olga", Role.OPERATOR);
    berth.bean(Users.class).create("oto", Role.OPERATOR);
    berth.bean(Users.class).create("flaky", Role.OPERATOR);
    operator = basic("olga");
    tar = BusyboxRoot.tar();
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar);
    }
    layer = packed.toByteArray();
    layerDigest = Digest.sha256(layer);
    config = config(Digest.sha256(tar), "");
    configDigest = Digest.sha256(config);
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  private static byte[] config(Digest diffId, String label) {
    return bytes(
        """
        {"architecture":"amd64","os":"linux","config":{"Labels":{"of":"%s"}},\
        "rootfs":{"type":"layers","diff_ids":["%s"]}}\
        """
            .formatted(label, diffId));
  }

  private static byte[] manifest(byte[] config, byte[] layer) {
    return bytes(
        """
        {"schemaVersion":2,"mediaType":"%s",
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}\
        """
            .formatted(
                MANIFEST,
                Digest.sha256(config),
                config.length,
                Digest.sha256(layer),
                layer.length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String basic(String user) {
    String pair = user + ":" + berth.bean(Tokens.class).create(user, "registry").secret();
    return "Basic " + Base64.getEncoder().encodeToString(bytes(pair));
  }

  private static HttpResponse<byte[]> send(
      String method, String path, byte[] body, String... headers) throws Exception {
    return sendAs(operator, method, path, body, headers);
  }

  private static HttpResponse<byte[]> sendAs(
      String who, String method, String path, byte[] body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + berth.port() + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (!who.isEmpty()) {
      request.header("Authorization", who);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return send("GET", path, NOTHING, headers);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static void expect(HttpResponse<byte[]> answer, int status, String code) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    assertThat(text(answer))
        .contains("{\"errors\":[{", "\"code\":\"" + code + "\"", "\"message\":");
  }

  private static HttpResponse<byte[]> expect(HttpResponse<byte[]> answer, int status) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    return answer;
  }

  private static String begin(String repository) throws Exception {
    var begun = expect(send("POST", "/v2/" + repository + "/blobs/uploads/", NOTHING), 202);
    assertThat(header(begun, "Range")).isEqualTo("0-0");
    return header(begun, "Location");
  }

  private static void push(String repository, byte[] blob) throws Exception {
    String place = begin(repository);
    Digest digest = Digest.sha256(blob);
    var done = expect(send("PUT", place + "?digest=" + digest, blob), 201);
    assertThat(header(done, "Docker-Content-Digest")).isEqualTo(digest.toString());
    assertThat(header(done, "Location")).isEqualTo("/v2/" + repository + "/blobs/" + digest);
  }

  private static void image(String repository, String... tags) throws Exception {
    push(repository, layer);
    push(repository, config);
    for (String tag : tags) {
      put(repository, tag, manifest(config, layer), 201);
    }
  }

  private static HttpResponse<byte[]> put(
      String repository, String reference, byte[] manifest, int status) throws Exception {
    String path = "/v2/" + repository + "/manifests/" + reference;
    return expect(send("PUT", path, manifest, "Content-Type", MANIFEST), status);
  }

  @Test
  void theBaseAnswersWhoIsKnown() throws Exception {
    var answer = expect(get("/v2/"), 200);
    assertThat(header(answer, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    expect(get("/v2"), 200);
    var refused = sendAs("", "GET", "/v2/", NOTHING);
    expect(refused, 401, "UNAUTHORIZED");
    assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Basic realm=\"berth\"");
    assertThat(header(refused, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
  }

  @Test
  void manifestsAreReadByTagAndDigestByteForByte() throws Exception {
    byte[] sent = manifest(config, layer);
    image("read/it", "one");
    Digest digest = Digest.sha256(sent);
    for (String reference : new String[] {"one", digest.toString()}) {
      String path = "/v2/read/it/manifests/" + reference;
      var got = expect(get(path, "Accept", MANIFEST), 200);
      assertThat(got.body()).isEqualTo(sent);
      assertThat(header(got, "Content-Type")).isEqualTo(MANIFEST);
      assertThat(header(got, "Docker-Content-Digest")).isEqualTo(digest.toString());
      var head = expect(send("HEAD", path, NOTHING), 200);
      assertThat(header(head, "Content-Length")).isEqualTo("" + sent.length);
      assertThat(head.body()).isEmpty();
    }
    expect(get("/v2/read/it/manifests/other"), 404, "MANIFEST_UNKNOWN");
    expect(get("/v2/read/it/manifests/.INVALID"), 404, "MANIFEST_UNKNOWN");
    expect(get("/v2/read/it/manifests/sha256:" + "0".repeat(64)), 404, "MANIFEST_UNKNOWN");
    expect(get("/v2/nobody/here/manifests/" + digest), 404, "MANIFEST_UNKNOWN");
    expect(send("HEAD", "/v2/nobody/here/manifests/one", NOTHING), 404);
    expect(get("/v2/Not%20A/name/manifests/one"), 400, "NAME_INVALID");
  }

  @Test
  void blobsAreReadWholeAndInParts() throws Exception {
    image("read/blobs", "one");
    String path = "/v2/read/blobs/blobs/" + layerDigest;
    assertThat(expect(get(path), 200).body()).isEqualTo(layer);
    var head = expect(send("HEAD", path, NOTHING), 200);
    assertThat(header(head, "Content-Length")).isEqualTo("" + layer.length);
    assertThat(header(head, "Docker-Content-Digest")).isEqualTo(layerDigest.toString());
    var part = expect(get(path, "Range", "bytes=10-19"), 206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(layer, 10, 20));
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 10-19/" + layer.length);
    assertThat(expect(get(path, "Range", "bytes=" + (layer.length - 5) + "-"), 206).body())
        .isEqualTo(Arrays.copyOfRange(layer, layer.length - 5, layer.length));
    assertThat(expect(get(path, "Range", "bytes=-5"), 206).body()).hasSize(5);
    expect(get(path, "Range", "bytes=" + layer.length + "-"), 416, "SIZE_INVALID");
    expect(get("/v2/read/blobs/blobs/sha256:" + "0".repeat(64)), 404, "BLOB_UNKNOWN");
    expect(get("/v2/read/blobs/blobs/sha256:xyz"), 400, "DIGEST_INVALID");
    expect(get("/v2/read/elsewhere/blobs/" + layerDigest), 404, "BLOB_UNKNOWN");
  }

  @Test
  void oneRequestBringsABlob() throws Exception {
    byte[] blob = bytes("in one request");
    Digest digest = Digest.sha256(blob);
    String path = "/v2/push/single/blobs/uploads/?digest=";
    var done =
        expect(send("POST", path + digest, blob, "Content-Type", "application/octet-stream"), 201);
    assertThat(expect(get(header(done, "Location")), 200).body()).isEqualTo(blob);
    expect(send("POST", path + layerDigest, blob), 400, "DIGEST_INVALID");
    String other = basic("oto");
    assertThat(sendAs(other, "GET", header(done, "Location"), NOTHING).statusCode())
        .as("nobody else finds it")
        .isEqualTo(404);
  }

  @Test
  void sha512IsADigestAsWell() throws Exception {
    byte[] blob = bytes("by another hash");
    var hash = new Digest("sha512", "0".repeat(128)).newHash();
    hash.update(blob);
    Digest digest = new Digest("sha512", "0".repeat(128)).of(hash);
    var done = expect(send("PUT", begin("push/sha512") + "?digest=" + digest, blob), 201);
    assertThat(expect(get(header(done, "Location")), 200).body()).isEqualTo(blob);
  }

  @Test
  void piecesComeInOrder() throws Exception {
    byte[] blob = bytes("0123456789abcdef");
    String place = begin("push/pieces");
    byte[] first = Arrays.copyOf(blob, 10);
    byte[] rest = Arrays.copyOfRange(blob, 10, 16);
    var wrong = send("PATCH", place, rest, "Content-Range", "10-15");
    expect(wrong, 416, "BLOB_UPLOAD_INVALID");
    var begun = expect(send("PATCH", place, first, "Content-Range", "0-9"), 202);
    assertThat(header(begun, "Range")).isEqualTo("0-9");
    var again = send("PATCH", header(begun, "Location"), first, "Content-Range", "0-9");
    expect(again, 416, "BLOB_UPLOAD_INVALID");
    assertThat(header(again, "Range")).isEqualTo("0-9");
    var status = expect(get(header(begun, "Location")), 204);
    assertThat(header(status, "Range")).isEqualTo("0-9");
    assertThat(header(status, "Location")).isNotEmpty();
    expect(send("PATCH", place, rest, "Content-Range", "10-99"), 400, "SIZE_INVALID");
    expect(send("PATCH", place, rest, "Content-Range", "x"), 416, "BLOB_UPLOAD_INVALID");
    expect(
        send("PUT", place + "?digest=" + Digest.sha256(blob), rest, "Content-Range", "10-15"), 201);
    expect(get(place), 404, "BLOB_UPLOAD_UNKNOWN");
    String streamed = begin("push/pieces");
    expect(send("PATCH", streamed, first), 202);
    expect(send("PATCH", streamed, rest), 202);
    expect(send("PUT", streamed + "?digest=" + Digest.sha256(blob), NOTHING), 201);
  }

  @Test
  void anUploadIsItsOwnersAndIsCancelled() throws Exception {
    String place = begin("push/cancel");
    assertThat(sendAs(basic("oto"), "GET", place, NOTHING).statusCode()).isEqualTo(404);
    expect(get(place.replace("push/cancel", "push/other")), 404, "BLOB_UPLOAD_UNKNOWN");
    expect(send("DELETE", place, NOTHING), 204);
    expect(get(place), 404, "BLOB_UPLOAD_UNKNOWN");
    expect(send("PATCH", place, layer), 404, "BLOB_UPLOAD_UNKNOWN");
    expect(send("PUT", begin("push/cancel"), NOTHING), 400, "DIGEST_INVALID");
  }

  @Test
  void openUploadsAreLimited() throws Exception {
    String other = basic("oto");
    HttpResponse<byte[]> last = null;
    for (int i = 0; i <= 50; i++) {
      last = sendAs(other, "POST", "/v2/push/many/blobs/uploads/", NOTHING);
    }
    assertThat(last).isNotNull();
    expect(last, 429, "TOOMANYREQUESTS");
    assertThat(text(last)).contains("50 uploads of oto are open", "cancel them with DELETE");
    assertThat(header(last, "Retry-After")).isEqualTo("60");
    begin("push/many");
  }

  @Test
  void whatBrokeOffMakesRoom() throws Exception {
    String flaky = basic("flaky");
    String place = "";
    for (int i = 0; i < 50; i++) {
      place = header(sendAs(flaky, "POST", "/v2/push/flaky/blobs/uploads/", NOTHING), "Location");
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), berth.port())) {
      String head =
          "PATCH %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Length: 99\r\n\r\nbegun"
              .formatted(place, flaky);
      socket.getOutputStream().write(bytes(head));
      String upload = place;
      await().until(() -> header(sendAs(flaky, "GET", upload, NOTHING), "Range").equals("0-4"));
    }
    await()
        .until(() ->
            sendAs(flaky, "POST", "/v2/push/flaky/blobs/uploads/", NOTHING).statusCode() == 202);
    assertThat(sendAs(flaky, "GET", place, NOTHING).statusCode()).isEqualTo(404);
  }

  @Test
  void blobsAreMountedFromWhereTheCallerSeesThem() throws Exception {
    image("mount/from", "one");
    String mount = "/v2/mount/to/blobs/uploads/?mount=" + layerDigest + "&from=";
    var done = expect(send("POST", mount + "mount/from", NOTHING), 201);
    assertThat(header(done, "Location")).isEqualTo("/v2/mount/to/blobs/" + layerDigest);
    expect(get(header(done, "Location")), 200);
    var not = expect(send("POST", mount + "mount/nowhere", NOTHING), 202);
    assertThat(header(not, "Location")).contains("/v2/mount/to/blobs/uploads/");
  }

  @Test
  void tagsAreListedInPages() throws Exception {
    image("list/tags", "b", "a", "d", "c");
    assertThat(text(expect(get("/v2/list/tags/tags/list"), 200)))
        .isEqualTo("{\"name\":\"list/tags\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}");
    var page = expect(get("/v2/list/tags/tags/list?n=2"), 200);
    assertThat(text(page)).contains("[\"a\",\"b\"]");
    assertThat(header(page, "Link"))
        .isEqualTo("</v2/list/tags/tags/list?n=2&last=b>; rel=\"next\"");
    var last = expect(get("/v2/list/tags/tags/list?n=2&last=b"), 200);
    assertThat(text(last)).contains("[\"c\",\"d\"]");
    assertThat(header(last, "Link")).isEmpty();
    assertThat(text(expect(get("/v2/list/tags/tags/list?n=0"), 200))).contains("[]");
    expect(get("/v2/list/tags/tags/list?n=x"), 400, "UNSUPPORTED");
    expect(get("/v2/list/nothing/tags/list"), 404, "NAME_UNKNOWN");
  }

  @Test
  void aManifestNeedsItsBlobs() throws Exception {
    byte[] manifest = manifest(config, layer);
    expect(put("put/early", "one", manifest, 404), 404, "MANIFEST_BLOB_UNKNOWN");
    push("put/early", layer);
    expect(put("put/early", "one", manifest, 404), 404, "MANIFEST_BLOB_UNKNOWN");
    push("put/early", config);
    var done = put("put/early", "one", manifest, 201);
    Digest digest = Digest.sha256(manifest);
    assertThat(header(done, "Location")).isEqualTo("/v2/put/early/manifests/" + digest);
    assertThat(header(done, "Docker-Content-Digest")).isEqualTo(digest.toString());
    expect(put("put/early", "sha256:" + "0".repeat(64), manifest, 400), 400, "DIGEST_INVALID");
    put("put/early", digest.toString(), manifest, 201);
    expect(put("put/early", ".no", manifest, 400), 400, "MANIFEST_INVALID");
    expect(put("put/early", "one", bytes("no json"), 400), 400, "MANIFEST_INVALID");
  }

  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String EMPTY = "application/vnd.oci.empty.v1+json";
  private static final byte[] EMPTY_CONFIG = bytes("{}");

  /** Artifacts as {@code oras attach} and {@code cosign} make them: an empty configuration. */
  private static byte[] artifact(String type, byte[] file, String subject, String note) {
    return bytes(
        """
        {"schemaVersion":2,"mediaType":"%s","artifactType":"%s",
        "config":{"mediaType":"%s","digest":"%s","size":2},
        "layers":[{"mediaType":"text/plain","digest":"%s","size":%d}]%s,
        "annotations":{"note":"%s"}}\
        """
            .formatted(
                MANIFEST,
                type,
                EMPTY,
                Digest.sha256(EMPTY_CONFIG),
                Digest.sha256(file),
                file.length,
                subject,
                note));
  }

  private static String subject(byte[] manifest) {
    return ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(MANIFEST, Digest.sha256(manifest), manifest.length);
  }

  private static byte[] index(byte[] first, byte[] second) {
    return bytes(
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[
        {"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"arm64"}},
        {"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"%s"}}]}\
        """
            .formatted(
                INDEX,
                MANIFEST,
                Digest.sha256(first),
                first.length,
                MANIFEST,
                Digest.sha256(second),
                second.length,
                Platform.host().architecture()));
  }

  private static HttpResponse<byte[]> putIndex(
      String repository, String reference, byte[] index, int status) throws Exception {
    String path = "/v2/" + repository + "/manifests/" + reference;
    return expect(send("PUT", path, index, "Content-Type", INDEX), status);
  }

  private static void served(String repository, String reference, String type, byte[] content)
      throws Exception {
    var got = expect(get("/v2/" + repository + "/manifests/" + reference), 200);
    assertThat(got.body()).isEqualTo(content);
    assertThat(header(got, "Content-Type")).isEqualTo(type);
    assertThat(header(got, "Docker-Content-Digest")).isEqualTo(Digest.sha256(content).toString());
  }

  private static String delete(String repository, String reference, int status) throws Exception {
    String path = "/v2/" + repository + "/manifests/" + reference;
    return text(expect(send("DELETE", path, NOTHING), status));
  }

  private static Path blob(byte[] content) {
    return berth.root().resolve("blobs/sha256").resolve(Digest.sha256(content).hex());
  }

  @Test
  void artifactsAreKeptAsTheyAre() throws Exception {
    byte[] file = bytes("a chart, or whatever it is");
    byte[] manifest = artifact("application/vnd.example.chart", file, "", "first");
    expect(put("keep/chart", "1", manifest, 404), 404, "MANIFEST_BLOB_UNKNOWN");
    push("keep/chart", EMPTY_CONFIG);
    push("keep/chart", file);
    var done = put("keep/chart", "1", manifest, 201);
    assertThat(header(done, "OCI-Subject")).isEmpty();
    served("keep/chart", "1", MANIFEST, manifest);
    served("keep/chart", Digest.sha256(manifest).toString(), MANIFEST, manifest);
    assertThat(text(expect(get("/v2/keep/chart/tags/list"), 200))).contains("[\"1\"]");
    assertThat(berth.docker().ok("images", "-a")).doesNotContain("keep/chart");
    berth.docker().ok("image", "prune", "-f");
    assertThat(expect(get("/v2/keep/chart/blobs/" + Digest.sha256(file)), 200).body())
        .isEqualTo(file);
    byte[] second = artifact("application/vnd.example.chart", file, "", "second");
    put("keep/chart", "1", second, 201);
    served("keep/chart", "1", MANIFEST, second);
    served("keep/chart", Digest.sha256(manifest).toString(), MANIFEST, manifest);
    assertThat(berth.docker().ok("image", "prune", "-f"))
        .contains("keep/chart@" + Digest.sha256(manifest));
    expect(get("/v2/keep/chart/manifests/" + Digest.sha256(manifest)), 404, "MANIFEST_UNKNOWN");
    served("keep/chart", "1", MANIFEST, second);
  }

  @Test
  void referrersAreFoundByTheirSubject() throws Exception {
    image("refer/to", "one");
    byte[] subject = manifest(config, layer);
    byte[] file = bytes("signed");
    push("refer/to", EMPTY_CONFIG);
    push("refer/to", file);
    byte[] signature = artifact("application/vnd.example.sig", file, subject(subject), "ours");
    byte[] list = artifact("application/vnd.example.sbom", file, subject(subject), "list");
    String path = "/v2/refer/to/referrers/" + Digest.sha256(subject);
    var none = expect(get(path), 200);
    assertThat(header(none, "Content-Type")).isEqualTo(INDEX);
    assertThat(text(none)).contains("\"schemaVersion\":2", INDEX, "\"manifests\":[]");
    for (byte[] manifest : List.of(signature, list)) {
      var done = put("refer/to", Digest.sha256(manifest).toString(), manifest, 201);
      assertThat(header(done, "OCI-Subject")).isEqualTo(Digest.sha256(subject).toString());
    }
    var both = expect(get(path), 200);
    assertThat(text(both))
        .contains(
            Digest.sha256(signature).toString(),
            Digest.sha256(list).toString(),
            "\"artifactType\":\"application/vnd.example.sig\"",
            "\"annotations\":{\"note\":\"ours\"}",
            "\"size\":" + signature.length);
    assertThat(header(both, "OCI-Filters-Applied")).isEmpty();
    var one = expect(get(path + "?artifactType=application%2Fvnd.example.sig"), 200);
    assertThat(header(one, "OCI-Filters-Applied")).isEqualTo("artifactType");
    assertThat(text(one))
        .contains(Digest.sha256(signature).toString())
        .doesNotContain(Digest.sha256(list).toString());
    expect(get("/v2/refer/to/referrers/sha256:xyz"), 400, "DIGEST_INVALID");
    assertThat(text(expect(get("/v2/refer/nowhere/referrers/" + layerDigest), 200)))
        .contains("\"manifests\":[]");
    berth.docker().ok("image", "prune", "-f");
    assertThat(text(expect(get(path), 200))).contains(Digest.sha256(list).toString());
    berth.docker().ok("rmi", "refer/to:one");
    assertThat(text(expect(get(path), 200))).contains("\"manifests\":[]");
    assertThat(blob(signature)).doesNotExist();
  }

  @Test
  void aSubjectMayComeLater() throws Exception {
    byte[] own = config(Digest.sha256(tar), "later");
    byte[] later = manifest(own, layer);
    push("refer/early", EMPTY_CONFIG);
    byte[] early = artifact("application/vnd.example.sig", EMPTY_CONFIG, subject(later), "early");
    put("refer/early", Digest.sha256(early).toString(), early, 201);
    push("refer/early", layer);
    push("refer/early", own);
    put("refer/early", "one", later, 201);
    assertThat(text(expect(get("/v2/refer/early/referrers/" + Digest.sha256(later)), 200)))
        .contains(Digest.sha256(early).toString());
  }

  @Test
  void anImageCanBeAttachedToAnother() throws Exception {
    image("refer/image", "one");
    byte[] subject = manifest(config, layer);
    byte[] attached =
        bytes(
            new String(subject, StandardCharsets.UTF_8).replaceFirst("}$", subject(subject) + "}"));
    var done = put("refer/image", "two", attached, 201);
    assertThat(header(done, "OCI-Subject")).isEqualTo(Digest.sha256(subject).toString());
    served("refer/image", "one", MANIFEST, subject);
    served("refer/image", "two", MANIFEST, attached);
    assertThat(text(expect(get("/v2/refer/image/referrers/" + Digest.sha256(subject)), 200)))
        .contains(Digest.sha256(attached).toString(), "vnd.oci.image.config.v1+json");
  }

  @Test
  void anIndexIsKeptWithItsPartsAndIsTheImageOfThisMachine() throws Exception {
    byte[] ownConfig = config(Digest.sha256(tar), "index");
    byte[] own = manifest(ownConfig, layer);
    byte[] foreignConfig =
        bytes(
            new String(ownConfig, StandardCharsets.UTF_8)
                .replace("\"amd64\"", "\"arm64\"")
                .replace("linux", "plan9"));
    byte[] foreign = manifest(foreignConfig, layer);
    byte[] index = index(foreign, own);
    for (byte[] blob : List.of(layer, ownConfig, foreignConfig)) {
      push("put/index", blob);
    }
    put("put/index", Digest.sha256(own).toString(), own, 201);
    expect(putIndex("put/index", "one", index, 404), 404, "MANIFEST_BLOB_UNKNOWN");
    put("put/index", Digest.sha256(foreign).toString(), foreign, 201);
    assertThat(text(expect(get("/v2/put/index/tags/list"), 200))).contains("\"tags\":[]");
    putIndex("put/index", "one", index, 201);
    served("put/index", "one", INDEX, index);
    served("put/index", Digest.sha256(foreign).toString(), MANIFEST, foreign);
    assertThat(berth.docker().ok("run", "--rm", "put/index:one", "echo", "ran")).isEqualTo("ran");
    assertThat(berth.docker().ok("inspect", "-f", "{{.RepoDigests}}", "put/index:one"))
        .contains(Digest.sha256(index).toString());
    berth.docker().ok("image", "prune", "-f");
    served("put/index", Digest.sha256(foreign).toString(), MANIFEST, foreign);
    assertThat(delete("put/index", Digest.sha256(foreign).toString(), 409))
        .contains("is a part of the index " + Digest.sha256(index));
    berth.docker().ok("rmi", "put/index:one");
    expect(get("/v2/put/index/manifests/" + Digest.sha256(foreign)), 404, "MANIFEST_UNKNOWN");
    assertThat(blob(foreign)).doesNotExist();
    assertThat(blob(index)).doesNotExist();
  }

  @Test
  void anIndexOfNothingForThisMachineIsKept() throws Exception {
    byte[] index = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}");
    putIndex("put/nothing", "one", index, 201);
    served("put/nothing", "one", INDEX, index);
    put("put/nothing", "two", index, 400);
    byte[] odd =
        bytes(
            "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[{\"digest\":1}]}");
    expect(putIndex("put/nothing", "odd", odd, 400), 400, "MANIFEST_INVALID");
  }

  @Test
  void manifestsAndTagsAreDeleted() throws Exception {
    byte[] ownConfig = config(Digest.sha256(tar), "delete");
    byte[] own = manifest(ownConfig, layer);
    push("delete/it", layer);
    push("delete/it", ownConfig);
    put("delete/it", "one", own, 201);
    put("delete/it", "two", own, 201);
    delete("delete/it", "one", 202);
    expect(get("/v2/delete/it/manifests/one"), 404, "MANIFEST_UNKNOWN");
    served("delete/it", "two", MANIFEST, own);
    berth.docker().ok("create", "--name", "needs-it", "delete/it:two", "true");
    assertThat(delete("delete/it", Digest.sha256(own).toString(), 409))
        .contains("remove the container first");
    assertThat(delete("delete/it", "two", 409)).contains("container");
    served("delete/it", "two", MANIFEST, own);
    berth.docker().ok("rm", "needs-it");
    delete("delete/it", Digest.sha256(own).toString(), 202);
    expect(get("/v2/delete/it/manifests/two"), 404, "MANIFEST_UNKNOWN");
    delete("delete/it", Digest.sha256(own).toString(), 404);
    delete("delete/it", "two", 404);
    assertThat(blob(own)).doesNotExist();
    byte[] artifact = artifact("a/b", EMPTY_CONFIG, "", "deleted");
    push("delete/it", EMPTY_CONFIG);
    put("delete/it", "three", artifact, 201);
    delete("delete/it", "three", 202);
    served("delete/it", Digest.sha256(artifact).toString(), MANIFEST, artifact);
    delete("delete/it", Digest.sha256(artifact).toString(), 202);
    assertThat(blob(artifact)).doesNotExist();
    expect(send("DELETE", "/v2/delete/it/blobs/" + layerDigest, NOTHING), 405, "UNSUPPORTED");
  }

  @Test
  void whatATeamKeepsIsNotThereForOthers() throws Exception {
    var teams = berth.bean(Teams.class);
    berth.bean(Users.class).create("zoe", Role.OPERATOR);
    teams.create("zebras");
    teams.addMember("zebras", "zoe");
    String zoe = basic("zoe");
    byte[] file = bytes("of zebras");
    byte[] manifest = artifact("a/b", file, subject(EMPTY_CONFIG), "hidden");
    for (byte[] blob : List.of(file, EMPTY_CONFIG)) {
      expect(
          sendAs(
              zoe, "POST", "/v2/zebras/thing/blobs/uploads/?digest=" + Digest.sha256(blob), blob),
          201);
    }
    String path = "/v2/zebras/thing/manifests/one";
    expect(sendAs(zoe, "PUT", path, manifest, "Content-Type", MANIFEST), 201);
    expect(sendAs(zoe, "GET", path, NOTHING), 200);
    String digest = Digest.sha256(manifest).toString();
    for (String hidden :
        List.of(
            path,
            "/v2/zebras/thing/manifests/" + digest,
            "/v2/zebras/thing/blobs/" + Digest.sha256(file),
            "/v2/zebras/thing/tags/list")) {
      assertThat(get(hidden).statusCode()).as(hidden).isEqualTo(404);
    }
    String referrers = "/v2/zebras/thing/referrers/" + Digest.sha256(EMPTY_CONFIG);
    assertThat(text(expect(get(referrers), 200))).contains("\"manifests\":[]");
    assertThat(text(sendAs(zoe, "GET", referrers, NOTHING))).contains(digest);
    delete("zebras/thing", digest, 404);
    push("zebras/thing", EMPTY_CONFIG);
    byte[] other = artifact("a/b", EMPTY_CONFIG, "", "other");
    assertThat(text(put("zebras/thing", "one", other, 409))).contains("another team");
    expect(sendAs(zoe, "GET", path, NOTHING), 200);
  }

  @Test
  void aLayerIsWhatItsConfigurationSays() throws Exception {
    image("lie/first", "one");
    byte[] other = bytes("neither packed nor a layer");
    push("lie/second", other);
    push("lie/second", config);
    var refused = put("lie/second", "one", manifest(config, other), 400);
    assertThat(text(refused)).contains("layer verification failed for diff id");
    byte[] wrong = config(layerDigest, "wrong");
    push("lie/second", layer);
    push("lie/second", wrong);
    assertThat(text(put("lie/second", "one", manifest(wrong, layer), 400)))
        .contains("layer verification failed for diff id");
  }

  @Test
  void oneImagePackedTwiceIsServedAsItWasPushedLast() throws Exception {
    image("pack/twice", "one");
    push("pack/twice", tar);
    byte[] manifest = manifest(config, tar);
    put("pack/twice", "one", manifest, 201);
    assertThat(expect(get("/v2/pack/twice/manifests/one"), 200).body()).isEqualTo(manifest);
    assertThat(expect(get("/v2/pack/twice/blobs/" + Digest.sha256(tar)), 200).body())
        .isEqualTo(tar);
  }

  @Test
  void whatIsNotOfferedIsTold() throws Exception {
    expect(get("/v2/keep/it/nonsense"), 404, "UNSUPPORTED");
    expect(get("/v2/_catalog"), 404, "UNSUPPORTED");
    expect(send("POST", "/v2/keep/it/manifests/one", NOTHING), 405, "UNSUPPORTED");
  }
}

package org.musicfs.origin.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One S3 bucket in memory, named in the path: listings of at most 1,000 keys, HEAD, ranges and
 * conditions, as Amazon's reference describes them. Every request's signature (version 4) is
 * checked unless the bucket is open to all. Thread-safe.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "music";
  public static final String ACCESS_KEY = "AKIATEST";
  public static final String SECRET_KEY = "s3cr3t/key+of=tests";
  private static final int PAGE_KEYS = 1000;
  private static final String DATE = "Wed, 01 Jan 2025 00:00:00 GMT";

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean open;
  private volatile boolean ignoringConditions;
  private volatile String refusal = "";

  private record Stored(byte[] bytes, String etag, String storageClass) {}

  public S3Server() throws IOException {
    http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  public int port() {
    return http.getAddress().getPort();
  }

  /** Requests answered since the start. */
  public int requests() {
    return requests.get();
  }

  public void put(String key, byte[] bytes) {
    put(key, bytes, "STANDARD");
  }

  public void put(String key, byte[] bytes, String storageClass) {
    String etag = HexFormat.of().formatHex(digest("MD5", bytes));
    objects.put(key, new Stored(bytes.clone(), etag, storageClass));
  }

  public void remove(String key) {
    objects.remove(key);
  }

  /** Requests without a signature are answered. */
  public void openToAll() {
    open = true;
  }

  /** Answers a GET whatever its If-Match says, as some servers do. */
  public void ignoreConditions() {
    ignoringConditions = true;
  }

  /** Answers every request with 403 and this code. */
  public void refuse(String code) {
    refusal = code;
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      String path = decoded(exchange.getRequestURI().getRawPath());
      String bucket = path.split("/", 3)[1];
      String key = path.substring(Math.min(path.length(), bucket.length() + 2));
      String wrong = refusal.isEmpty() ? signatureFault(exchange) : refusal;
      if (!wrong.isEmpty()) {
        error(exchange, 403, wrong);
      } else if (!bucket.equals(BUCKET)) {
        error(exchange, 404, "NoSuchBucket");
      } else if (key.isEmpty()) {
        list(exchange, query(exchange));
      } else {
        object(exchange, objects.get(key));
      }
    }
  }

  private void object(HttpExchange exchange, Stored stored) throws IOException {
    if (stored == null) {
      error(exchange, 404, "NoSuchKey");
      return;
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    String condition = exchange.getRequestHeaders().getFirst("If-Match");
    String tag = '"' + stored.etag() + '"';
    if (condition != null && !condition.equals(tag) && !ignoringConditions) {
      error(exchange, 412, "PreconditionFailed");
      return;
    }
    if (!head && stored.storageClass().equals("GLACIER")) {
      error(exchange, 403, "InvalidObjectState");
      return;
    }
    var headers = exchange.getResponseHeaders();
    headers.set("ETag", tag);
    headers.set("Last-Modified", DATE);
    if (!stored.storageClass().equals("STANDARD")) {
      headers.set("x-amz-storage-class", stored.storageClass());
    }
    int size = stored.bytes().length;
    if (head) {
      headers.set("Content-Length", String.valueOf(size));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    String[] range =
        exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length()).split("-");
    int from = Integer.parseInt(range[0]);
    if (from >= size) {
      error(exchange, 416, "InvalidRange");
      return;
    }
    int to = Math.min(size, Integer.parseInt(range[1]) + 1);
    headers.set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
    exchange.sendResponseHeaders(206, to - from);
    exchange.getResponseBody().write(stored.bytes(), from, to - from);
  }

  private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    String after = query.getOrDefault("continuation-token", "");
    int most = Math.min(PAGE_KEYS, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
    Map<String, String> entries = new TreeMap<>();
    objects
        .tailMap(prefix)
        .forEach(
            (key, stored) -> {
              if (!key.startsWith(prefix)) {
                return;
              }
              int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
              if (cut >= 0) {
                String common = key.substring(0, cut + 1);
                entries.put(
                    common,
                    "<CommonPrefixes><Prefix>" + encoded(common) + "</Prefix></CommonPrefixes>");
              } else {
                entries.put(
                    key,
                    "<Contents><Key>%s</Key><LastModified>2025-01-01T00:00:00.123Z</LastModified><ETag>&quot;%s&quot;</ETag><Size>%d</Size><StorageClass>%s</StorageClass></Contents>"
                        .formatted(
                            encoded(key),
                            stored.etag(),
                            stored.bytes().length,
                            stored.storageClass()));
              }
            });
    StringBuilder xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
    int given = 0;
    String last = "";
    boolean truncated = false;
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      if (entry.getKey().compareTo(after) <= 0) {
        continue;
      }
      if (given == most) {
        truncated = true;
        break;
      }
      xml.append(entry.getValue());
      last = entry.getKey();
      given++;
    }
    xml.append("<IsTruncated>").append(truncated).append("</IsTruncated>");
    if (truncated) {
      xml.append("<NextContinuationToken>" + encoded(last) + "</NextContinuationToken>");
    }
    send(exchange, 200, xml.append("</ListBucketResult>").toString());
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      send(exchange, status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");
    }
  }

  private static void send(HttpExchange exchange, int status, String xml) throws IOException {
    byte[] bytes = ("<?xml version=\"1.0\"?>" + xml).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
    }
    // The token is opaque to clients; here it is an encoded key.
    query.computeIfPresent("continuation-token", (name, token) -> decoded(token));
    return query;
  }

  /** What is wrong with the request's signature, as a code; empty if nothing is. */
  private String signatureFault(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (given == null) {
      return open ? "" : "AccessDenied";
    }
    Map<String, String> parts = new HashMap<>();
    for (String part : given.substring(given.indexOf(' ') + 1).split(",")) {
      String[] pair = part.trim().split("=", 2);
      parts.put(pair[0], pair[1]);
    }
    String[] scope = parts.get("Credential").split("/", 2);
    if (!scope[0].equals(ACCESS_KEY)) {
      return "InvalidAccessKeyId";
    }
    var headers = exchange.getRequestHeaders();
    String signed = parts.get("SignedHeaders");
    String rawQuery = exchange.getRequestURI().getRawQuery();
    String canonical =
        String.join(
            "\n",
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            rawQuery == null
                ? ""
                : Stream.of(rawQuery.split("&"))
                    .map(pair -> pair.contains("=") ? pair : pair + "=")
                    .sorted()
                    .collect(Collectors.joining("&")),
            Stream.of(signed.split(";"))
                .map(name -> name + ":" + String.join(",", headers.get(name)).trim() + "\n")
                .collect(Collectors.joining()),
            signed,
            headers.getFirst("x-amz-content-sha256"));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            headers.getFirst("x-amz-date"),
            scope[1],
            HexFormat.of().formatHex(digest("SHA-256", utf8(canonical))));
    byte[] key = utf8("AWS4" + SECRET_KEY);
    for (String step : scope[1].split("/")) {
      key = hmac(key, step);
    }
    String right = HexFormat.of().formatHex(hmac(key, toSign));
    return right.equals(parts.get("Signature")) ? "" : "SignatureDoesNotMatch";
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}

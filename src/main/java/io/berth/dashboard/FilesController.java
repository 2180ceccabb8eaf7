package io.berth.dashboard;

import io.berth.container.ContainerFiles;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.files.FileContent;
import io.berth.files.FilePaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The files of one container, a folder at a time. */
@Controller
@RequestMapping("/dashboard/containers/{id}/files")
class FilesController {

  private static final int PAGE = 500;

  private final Containers containers;
  private final ContainerFiles files;

  FilesController(Containers containers, ContainerFiles files) {
    this.containers = containers;
    this.files = files;
  }

  @GetMapping
  String browse(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(defaultValue = "") String after,
      Model model,
      HttpServletResponse response) {
    ContainerView view = page(id, path, model);
    try (ContainerFiles.Opened opened = files.open(view.id())) {
      ContainerFiles.Folder folder = opened.folder(FilePaths.path(path), after, PAGE);
      model.addAttribute("folder", FolderView.of(folder, after, Instant.now()));
      model.addAttribute("steps", FolderView.steps(folder.path()));
    } catch (InvalidRequest e) {
      if (Me.current().operator()) {
        return "redirect:" + previewOf(view, path); // where a link leads to a file, for one
      }
      fail(e, view, model, response);
    } catch (NotFound | Forbidden e) {
      fail(e, view, model, response);
    }
    return "container-files";
  }

  /** The beginning of a text file. */
  @GetMapping("/preview")
  String preview(
      @PathVariable String id,
      @RequestParam String path,
      Model model,
      HttpServletResponse response) {
    ContainerView view = page(id, path, model);
    try (ContainerFiles.Opened opened = files.open(view.id());
        FileContent content = opened.content(FilePaths.path(path))) {
      model.addAttribute("file", FilePreview.of(content));
    } catch (NotFound | InvalidRequest | Forbidden e) {
      fail(e, view, model, response);
    }
    return "container-file";
  }

  private static String previewOf(ContainerView view, String path) {
    return UriComponentsBuilder.fromPath(ContainerTab.FILES.address(view.id()) + "/preview")
        .queryParam("path", "{path}")
        .encode()
        .buildAndExpand(path)
        .toUriString();
  }

  private ContainerView page(String id, String path, Model model) {
    ContainerView view = containers.inspect(id, false);
    model.addAttribute("container", ContainerRow.of(view, Instant.now()));
    model.addAttribute("path", path);
    model.addAttribute("steps", FolderView.steps(path));
    return view;
  }

  private static void fail(
      BerthException failure, ContainerView view, Model model, HttpServletResponse response) {
    response.setStatus(
        switch (failure) {
          case NotFound _ -> HttpServletResponse.SC_NOT_FOUND;
          case Forbidden _ -> HttpServletResponse.SC_FORBIDDEN;
          default -> HttpServletResponse.SC_BAD_REQUEST;
        });
    model.addAttribute("problem", Advice.with(failure).replace(view.id(), view.name()));
  }

  /** A file as it is. */
  @GetMapping("/content")
  void content(@PathVariable String id, @RequestParam String path, HttpServletResponse response)
      throws IOException {
    try (ContainerFiles.Opened opened = files.open(id);
        FileContent content = opened.content(FilePaths.path(path))) {
      attach(response, "application/octet-stream", FilePaths.show(content.stat().name()));
      response.setContentLengthLong(content.stat().size());
      content.writeTo(response.getOutputStream());
    }
  }

  /** A file, or a folder with all in it, as a tar archive. */
  @GetMapping("/archive")
  void archive(@PathVariable String id, @RequestParam String path, HttpServletResponse response)
      throws IOException {
    ContainerView view = containers.inspect(id, false);
    String raw = FilePaths.path(path);
    try (ContainerFiles.Opened opened = files.open(view.id())) {
      String name = opened.stat(raw).name();
      attach(
          response,
          "application/x-tar",
          (name.equals("/") ? view.name() : FilePaths.show(name)) + ".tar");
      opened.pack(raw, response.getOutputStream());
    }
  }

  private static void attach(HttpServletResponse response, String type, String name) {
    response.setContentType(type);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(name, StandardCharsets.UTF_8).build().toString());
  }

  /** One file, whose bytes are the request's own: they are neither held nor limited. */
  @PostMapping("/upload")
  ResponseEntity<String> upload(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String path,
      @RequestParam String name,
      @RequestParam(defaultValue = "false") boolean replace,
      HttpServletRequest request)
      throws IOException {
    try {
      files.store(id, FilePaths.path(path), name, request.getInputStream(), replace);
      return ResponseEntity.status(201).body("");
    } catch (BerthException e) {
      // a browser reads no answer before it has sent everything
      request.getInputStream().transferTo(OutputStream.nullOutputStream());
      int status =
          switch (e) {
            case NotFound _ -> 404;
            case Conflict _ -> 409;
            case Forbidden _ -> 403;
            case InvalidRequest _ -> 400;
            default -> 500;
          };
      return ResponseEntity.status(status)
          .header(HttpHeaders.CONTENT_TYPE, "text/plain;charset=utf-8")
          .body(Advice.with(e));
    }
  }
}

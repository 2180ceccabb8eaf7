package io.berth.restapi;

import io.berth.container.ContainerFiles;
import io.berth.container.ContainerFiles.Folder;
import io.berth.files.FileContent;
import io.berth.files.FilePaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The files of a container, whether it runs or not. In paths, what is no printable UTF-8 is
 * percent-encoded, and so is a percent sign.
 */
@RestController
@RequestMapping("/api/containers/{ref}/files")
class FileController {

  private final ContainerFiles files;

  FileController(ContainerFiles files) {
    this.files = files;
  }

  /**
   * A folder, links in the path followed inside the container.
   *
   * @param path from the root on
   * @param after the name to begin after
   * @param limit at most 1000
   */
  @GetMapping
  Folder list(
      @PathVariable String ref,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "500") int limit) {
    try (ContainerFiles.Opened opened = files.open(ref)) {
      return opened.folder(FilePaths.path(path), after, limit);
    }
  }

  /** A file's bytes, links followed. */
  @GetMapping("/content")
  void content(@PathVariable String ref, @RequestParam String path, HttpServletResponse response)
      throws IOException {
    try (ContainerFiles.Opened opened = files.open(ref);
        FileContent content = opened.content(FilePaths.path(path))) {
      response.setContentType("application/octet-stream");
      response.setContentLengthLong(content.stat().size());
      content.writeTo(response.getOutputStream());
    }
  }

  /** A file, or a folder with all in it, as a tar archive. */
  @GetMapping("/archive")
  void archive(
      @PathVariable String ref,
      @RequestParam(defaultValue = "") String path,
      HttpServletResponse response)
      throws IOException {
    String raw = FilePaths.path(path);
    try (ContainerFiles.Opened opened = files.open(ref)) {
      opened.stat(raw);
      response.setContentType("application/x-tar");
      opened.pack(raw, response.getOutputStream());
    }
  }

  /**
   * Makes a file of the request's body, or puts it in the place of one, when all of it has come.
   *
   * @param path of the folder
   * @param name of the file, as it is
   * @param replace whether there may be such a file
   */
  @PutMapping("/content")
  @ResponseStatus(HttpStatus.CREATED)
  void store(
      @PathVariable String ref,
      @RequestParam(defaultValue = "") String path,
      @RequestParam String name,
      @RequestParam(defaultValue = "false") boolean replace,
      HttpServletRequest request)
      throws IOException {
    files.store(ref, FilePaths.path(path), name, request.getInputStream(), replace);
  }
}

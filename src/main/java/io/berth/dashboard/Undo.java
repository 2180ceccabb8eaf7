package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.bin.BinItem;
import io.berth.bin.BinProperties;
import java.time.Instant;
import java.util.Collection;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What pages say of the bin before a removal, and the way back that they offer after it. */
@Component
class Undo {

  private final BinProperties binning;
  private final Audit audit;

  Undo(BinProperties binning, Audit audit) {
    this.binning = binning;
    this.audit = audit;
  }

  /** Until when what is removed now can come back. */
  void promise(Model model) {
    if (binning.isOn()) {
      model.addAttribute("restorable", Moments.whole(Instant.now().plus(binning.keep())));
    }
  }

  void offer(RedirectAttributes page, Collection<BinItem> items) {
    if (!items.isEmpty()) {
      audit.note("bin=true");
      page.addFlashAttribute("undo", items.stream().map(BinItem::id).toList());
    }
  }
}

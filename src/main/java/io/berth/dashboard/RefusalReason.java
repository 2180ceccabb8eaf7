package io.berth.dashboard;

import io.berth.security.Refusal;
import java.util.Map;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;

/** Tells the error page which rule was in the way. */
@Component
class RefusalReason extends DefaultErrorAttributes {

  @Override
  public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
    var attributes = super.getErrorAttributes(request, options);
    if (request.getAttribute(Refusal.REASON, RequestAttributes.SCOPE_REQUEST)
        instanceof String reason) {
      attributes.put("problem", reason);
    }
    return attributes;
  }
}

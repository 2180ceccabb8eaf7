package io.berth.audit;

import io.berth.failure.BerthException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Notes why a request failed, and leaves the answer to the resolvers behind it. */
@Component
final class Failures implements HandlerExceptionResolver, Ordered {

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    Passage passage = Passage.of(request);
    if (passage != null && passage.changes && failure instanceof BerthException) {
      passage.error = Outcome.words(failure);
    }
    return null;
  }
}

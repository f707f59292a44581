package dev.stoa.kernel.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** What the running JVM says about the machine code it makes. */
final class HotSpot {
  private HotSpot() {}

  /**
   * Whether {@link Math#fma} is one instruction. Without that instruction it is computed with
   * {@code BigDecimal}, thousands of times slower, and the kernels multiply and add instead.
   *
   * @return the JVM's flag {@code UseFMA}; true if this JVM has no such flag, as every CPU with
   *     vectors worth the name made since 2014 has the instruction
   */
  static boolean hasFusedMultiplyAdd() {
    if (ModuleLayer.boot().findModule("jdk.management").isEmpty()) {
      return true;
    }
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null || Boolean.parseBoolean(bean.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException unknownFlagOrBean) {
      return true;
    }
  }
}

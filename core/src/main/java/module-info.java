/** Tensors, kernels, autograd, layers, models and quantized weights, on the JDK alone. */
module dev.stoa.core {
  requires jdk.incubator.vector;
  requires jdk.management;

  exports dev.stoa.autograd;
  exports dev.stoa.cache;
  exports dev.stoa.kernel;
  exports dev.stoa.model;
  exports dev.stoa.nn;
  exports dev.stoa.weight;
  exports dev.stoa.runtime;
  exports dev.stoa.tensor;
}

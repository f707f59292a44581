package my.attention;

class MyAttentionTest extends dev.stoa.contract.core.AttentionContract {
  @Override
  protected void attend(
      float[] out, float[] q, float[] k, float[] v, int queries, int keys, int headSize) {
    MyAttention.attend(out, q, k, v, queries, keys, headSize);
  }
}

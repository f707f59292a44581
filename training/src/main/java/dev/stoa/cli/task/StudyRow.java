package dev.stoa.cli.task;

import java.util.List;

/**
 * A row of the study plan: what is studied, and which contracts judge a learner's own version of
 * it. Its programs are those of the folder {@code study} whose names begin with its number.
 *
 * @param number from 1
 * @param subject what is studied, one line
 * @param contracts classes below {@code dev.stoa.contract}, such as {@code core.SoftmaxContract}
 */
public record StudyRow(int number, String subject, List<String> contracts) {
  /** All rows, in order. */
  public static final List<StudyRow> PLAN =
      List.of(
          row(
              1,
              "networks, back-propagation, gradient descent, activations, losses, schedules",
              "core.MatrixProductContract",
              "core.GradientContract",
              "core.GeluContract",
              "training.OptimizerContract"),
          row(
              2,
              "text preprocessing, bag of words, TF-IDF, word vectors",
              "tokenizer.TextVectorsContract"),
          row(
              3,
              "attention, positions, LayerNorm, feed-forward; encoders, decoders, and both",
              "core.SoftmaxContract",
              "core.AttentionContract",
              "core.AttentionGradientContract",
              "core.LayerNormContract",
              "core.LayerNormGradientContract",
              "core.RmsNormContract",
              "core.RmsNormGradientContract",
              "core.SwiGluContract"),
          row(
              4,
              "tokens: byte pairs; pretraining, scaling laws",
              "tokenizer.Gpt2SplitContract",
              "tokenizer.BytePairStepsContract",
              "tokenizer.BytePairTrainerContract",
              "tokenizer.BytePairEncoderContract",
              "tokenizer.TokenizerContract"),
          row(5, "sampling: temperature, top-k, top-p", "inference.SamplerContract"),
          row(6, "fine-tuning: full, supervised, LoRA, QLoRA; data curation"),
          row(7, "preference alignment: reward models, PPO, DPO"),
          row(8, "retrieval: embeddings, chunking, vector stores, re-ranking, knowledge graphs"),
          row(9, "prompting: few-shot, chain of thought, self-consistency, templates, memory"),
          row(10, "structured output, function calling, tools, agents"),
          row(
              11,
              "deployment: quantization, caching, batching, serving",
              "core.BlockFormatContract",
              "core.BlockDotContract"),
          row(12, "inference: key-value cache, flash attention, speculative decoding"),
          row(13, "architecture: mixture of experts, multi-modal models"),
          row(14, "evaluation: perplexity, BLEU, ROUGE, groundedness, bias, LLM as judge; safety"),
          row(15, "operations: tracking, versions, A/B tests, monitoring, drift"),
          row(16, "scale: data, tensor and pipeline parallelism"),
          row(17, "a portfolio project: an assistant over one's own documents"));

  private static StudyRow row(int number, String subject, String... contracts) {
    return new StudyRow(number, subject, List.of(contracts));
  }
}

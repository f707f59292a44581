package dev.stoa.tokenizer.pair;

import dev.stoa.contract.tokenizer.BytePairTrainerContract;
import dev.stoa.tokenizer.ByteIds;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.TieRule;
import java.util.List;

/** The merges that the trainer learns, each piece given as a text of its own. */
class BytePairTrainingTest extends BytePairTrainerContract {

  @Override
  protected List<Merge> train(List<String> pieces, int count, TieRule ties) {
    return new BytePairTrainer(256 + count)
        .withSplit(SplitPattern.NONE)
        .withByteIds(ByteIds.BYTE_VALUE)
        .withTieRule(ties)
        .train(pieces)
        .merges();
  }
}

// Module 13, part block: the causal mask (13.3) and one block (13.4).
#include "tinytorch/autograd.hpp"

#include "models.hpp"

using namespace tinytorch;
using test::noise;

namespace {

TransformerBlock block_of(std::uint64_t seed, float dropout = 0) {
  Generator g(seed);
  return TransformerBlock(8, 2, 4, dropout, g);
}

}  // namespace

TT_CASE("13.3/worked",
        "ones on and below the diagonal",
        .what = "three positions: 100, 110, 111",
        .why = "a model that sees the next token learns to copy it",
        .learn = "row i looks at columns 0 to i: 1 keeps, 0 blocks") {
  const Tensor mask = create_causal_mask(3);
  CHECK(mask.shape() == Shape{1, 3, 3});
  expect_near(mask, {1, 0, 0, 1, 1, 0, 1, 1, 1}, kExact);
}

TT_CASE("13.3/past",
        "what stands before is open to all",
        .what = "one position behind three, two behind two",
        .why = "with a cache, only new positions ask, and the old ones answer",
        .learn = "row i looks at past + i + 1 columns") {
  expect_near(create_causal_mask(1, 3), {1, 1, 1, 1}, kExact);
  const Tensor two = create_causal_mask(2, 2);
  CHECK(two.shape() == Shape{1, 2, 4});
  expect_near(two, {1, 1, 1, 0, 1, 1, 1, 1}, kExact);
}

TT_CASE("13.3/edges",
        "one position sees itself, no position nothing, and the mask learns nothing",
        .what = "sizes 1 and 0, and the sum of a large mask",
        .why = "generation begins with a single token",
        .learn = "S·(S + 1)/2 ones") {
  expect_near(create_causal_mask(1), {1}, kExact);
  CHECK(create_causal_mask(0, 4).shape() == Shape{1, 0, 4});
  CHECK(sum(create_causal_mask(50)).item() == 50 * 51 / 2);
  CHECK_FALSE(create_causal_mask(2).requires_grad());
}

TT_CASE("13.3/errors",
        "negative sizes are refused",
        .what = "seq_len -1, past -2",
        .why = "a size that was subtracted wrongly must not pass",
        .learn = "TT-L1301") {
  expect_error(1301, ErrorKind::value, [] { (void)create_causal_mask(-1); }, {"seq_len is -1"});
  expect_error(1301, [] { (void)create_causal_mask(2, -2); }, {"past is -2"});
  CHECK(create_causal_mask(2).numel() == 4);
}

TT_CASE("13.4/formula",
        "attention and MLP, each normalised before and with a way around",
        .what = "the block against its parts, with a causal mask",
        .why = "normalising after the sum trains worse; without the sum deep models do not train",
        .learn = "h = x + attention(ln1(x)), h + mlp(ln2(h))") {
  TransformerBlock block = block_of(160);
  block.ln1.gamma.detach().copy_(noise({8}, 161));
  block.ln2.gamma.detach().copy_(noise({8}, 162));
  const Tensor x = noise({2, 5, 8}, 163), mask = create_causal_mask(5);
  const Tensor h = x + block.attention.forward(block.ln1(x), mask);
  expect_near(block.forward(x, mask).detach(), (h + block.mlp(block.ln2(h))).detach(), kExact);
}

TT_CASE("13.4/way-around",
        "with silent layers a block hands x through",
        .what = "out_proj and linear2 set to zero",
        .why = "a deep model starts as if it were shallow",
        .learn = "a residual adds to x, it does not replace it") {
  TransformerBlock block = block_of(164);
  for (Tensor last : {block.attention.out_proj.weight, block.mlp.linear2.weight})
    last.detach().zero_();
  Tensor x = noise({2, 3, 8}, 165).requires_grad_();
  const Tensor y = block(x);
  expect_near(y.detach(), x.detach(), kExact);
  y.backward(Tensor::ones({2, 3, 8}));
  expect_near(x.grad(), Tensor::ones({2, 3, 8}), kExact);
}

TT_CASE("13.4/mask",
        "the mask decides who hears whom",
        .what = "the last of four positions changed, with and without the causal mask",
        .why = "without a mask the future leaks into the past",
        .learn = "masked positions change nothing, not even the last bit") {
  TransformerBlock block = block_of(166);
  const Tensor x = noise({1, 4, 8}, 167), mask = create_causal_mask(4);
  Tensor changed = x.clone();
  changed.select(1, 3).fill_(9);
  const Tensor before = block.forward(x, mask).detach(),
               after = block.forward(changed, mask).detach();
  expect_near(after.slice(1, 0, 3), before.slice(1, 0, 3), kExact);
  CHECK_FALSE(after.select(1, 3).equal(before.select(1, 3)));
  CHECK_FALSE(block(changed).select(1, 0).equal(block(x).select(1, 0)));
}

TT_CASE("13.4/parameters",
        "16 parameter tensors in their order, all of which learn",
        .what = "names and gradients after one backward",
        .why = "a saved model finds its tensors by name",
        .learn = "attention 8, ln1 2, ln2 2, mlp 4") {
  TransformerBlock block = block_of(168);
  const std::vector<NamedTensor> all = block.named_parameters();
  REQUIRE(all.size() == 16);
  CHECK(all[0].name == "attention.q_proj.weight");
  CHECK((all[8].name == "ln1.gamma" && all[10].name == "ln2.gamma"));
  CHECK(all[15].name == "mlp.linear2.bias");
  block.forward(noise({2, 4, 8}, 169), create_causal_mask(4)).backward(noise({2, 4, 8}, 170));
  for (const NamedTensor& p : all) {
    REQUIRE_MESSAGE(p.value.grad().defined(), p.name);
    // Adding the same number to all scores of a query changes no probability.
    CHECK_MESSAGE((p.name == "attention.k_proj.bias" || sum(square(p.value.grad())).item() > 1e-6f),
                  p.name);
  }
}

TT_CASE("13.0/block-draws",
        "attention is drawn before the MLP, from the generator that is given",
        .what = "a block from seed 9 and its parts from seed 9",
        .why = "same seed, same model",
        .learn = "one generator, in the order of the parameters") {
  TransformerBlock block = block_of(9);
  Generator g(9);
  const MultiHeadAttention attention(8, 2, 0, g);
  const MLP mlp(8, 32, 0, g);
  expect_near(block.attention.out_proj.weight.detach(), attention.out_proj.weight.detach(), kExact);
  expect_near(block.mlp.linear1.weight.detach(), mlp.linear1.weight.detach(), kExact);
  expect_near(block.mlp.linear2.weight.detach(), mlp.linear2.weight.detach(), kExact);
}

TT_CASE("13.4/dropout",
        "dropout works in training and rests in evaluation",
        .what = "one input twice, in both modes",
        .why = "a rate that is stored and never used looks like one that works",
        .learn = "both attention and the MLP get it") {
  TransformerBlock block = block_of(171, 0.5f);
  const Tensor x = noise({1, 6, 8}, 172);
  CHECK(block.mlp.dropout.p() == 0.5f);
  CHECK_FALSE(block(x).equal(block(x)));
  block.eval();
  expect_near(block(x).detach(), block(x).detach(), kExact);
}

TT_CASE("13.4/errors",
        "sizes are refused where they are used first",
        .what = "mlp_ratio 0, three heads for eight features, a wrong width",
        .why = "a ratio of 0 must not become the usual one",
        .learn = "TT-L1301, TT-L1205, TT-L1307") {
  expect_error(1301, [] { TransformerBlock(8, 2, 0); }, {"mlp_ratio is 0"});
  expect_error(1205, [] { TransformerBlock(8, 3); }, {"8", "3"});
  TransformerBlock block = block_of(173);
  expect_error(1307, [&] { block(Tensor::zeros({1, 2, 4})); }, {"(1, 2, 4)"});
  CHECK(block(Tensor::zeros({1, 2, 8})).numel() == 16);
}

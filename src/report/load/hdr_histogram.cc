#include "report/load/hdr_histogram.h"

#include <zlib.h>

#include <bit>
#include <cstdint>

namespace sounder {
namespace {

// 0x10: counts have variable length.
constexpr std::uint32_t kCookie = 0x1c849303 | 0x10;
constexpr std::uint32_t kCompressedCookie = 0x1c849304 | 0x10;
constexpr std::uint32_t kDigits = 2;
constexpr std::size_t kHeaderBytes = 40;
// Nine bytes for each count.
constexpr std::size_t kMostBytes = kHeaderBytes + 9 * Histogram::kBuckets;

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
}

void put_count(std::string& out, std::int64_t count) {
  std::uint64_t zigzag = static_cast<std::uint64_t>(count) << 1U ^ static_cast<std::uint64_t>(count >> 63);
  for (int byte = 0; byte < 8 && zigzag >= 0x80; ++byte, zigzag >>= 7U)
    out += static_cast<char>((zigzag & 0x7F) | 0x80);
  out += static_cast<char>(zigzag);
}

// Reads numbers off the front; false when they are used up.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : rest_(bytes) {}

  bool fixed(int bytes, std::uint64_t& value) {
    if (rest_.size() < static_cast<std::size_t>(bytes)) return false;
    value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8U | next();
    return true;
  }
  bool count(std::int64_t& count) {
    std::uint64_t zigzag = 0;
    for (unsigned byte = 0; byte < 9; ++byte) {
      if (rest_.empty()) return false;
      const std::uint64_t bits = next();
      zigzag |= (byte == 8 ? bits : bits & 0x7F) << 7 * byte;
      if (byte == 8 || (bits & 0x80) == 0) break;
    }
    count = static_cast<std::int64_t>(zigzag >> 1U) ^ -static_cast<std::int64_t>(zigzag & 1U);
    return true;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::uint64_t next() {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::string_view rest_;
};

std::string counts_of(const Histogram& histogram) {
  std::size_t end = Histogram::kBuckets;
  while (end > 0 && histogram.in_bucket(end - 1) == 0) --end;
  std::string counts;
  for (std::size_t bucket = 0; bucket < end;) {
    std::int64_t zeros = 0;
    while (histogram.in_bucket(bucket) == 0) {
      ++zeros;
      ++bucket;
    }
    if (zeros > 0) put_count(counts, zeros == 1 ? 0 : -zeros);
    put_count(counts, static_cast<std::int64_t>(histogram.in_bucket(bucket++)));
  }
  return counts;
}

std::string compressed(const std::string& bytes) {
  std::string out(::compressBound(bytes.size()), '\0');
  uLongf size = out.size();
  // Fails only without memory or room, and there is room.
  if (::compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                  bytes.size(), Z_BEST_COMPRESSION) != Z_OK)
    size = 0;
  out.resize(size);
  return out;
}

std::optional<std::string> uncompressed(std::string_view bytes) {
  std::string out(kMostBytes, '\0');
  uLongf size = out.size();
  if (::uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                   bytes.size()) != Z_OK)
    return std::nullopt;
  out.resize(size);
  return out;
}

std::string base64_of(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      three = three << 8U | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U);
    for (unsigned digit = 0; digit < 4; ++digit)
      out += i + digit <= bytes.size() ? kBase64[three >> (18 - 6 * digit) & 63U] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFF);
  }
  return out;
}

// Whether the counts that follow are of our buckets: the least value is one, with two digits.
bool read_header(Numbers& numbers) {
  std::uint64_t cookie = 0, bytes = 0, offset = 0, digits = 0, least = 0, most = 0, ratio = 0;
  const bool whole = numbers.fixed(4, cookie) && numbers.fixed(4, bytes) && numbers.fixed(4, offset) &&
                     numbers.fixed(4, digits) && numbers.fixed(8, least) && numbers.fixed(8, most) &&
                     numbers.fixed(8, ratio);
  return whole && cookie == kCookie && bytes == numbers.rest().size() && offset == 0 && digits == kDigits &&
         least == 1;
}

std::optional<Histogram> read_counts(Numbers& numbers) {
  Histogram histogram;
  std::size_t bucket = 0;
  std::int64_t count = 0;
  while (!numbers.rest().empty()) {
    if (!numbers.count(count)) return std::nullopt;
    const std::size_t left = Histogram::kBuckets - bucket;
    if (count < 0 && static_cast<std::uint64_t>(-(count + 1)) < left) {
      bucket += static_cast<std::size_t>(-count);
    } else if (count >= 0 && left > 0) {
      histogram.add(bucket++, static_cast<std::uint64_t>(count));
    } else {
      return std::nullopt;
    }
  }
  return histogram;
}

}  // namespace

std::string to_hdr(const Histogram& histogram) {
  const std::string counts = counts_of(histogram);
  std::string plain;
  put(plain, kCookie, 4);
  put(plain, counts.size(), 4);
  put(plain, 0, 4);  // offset of the counts
  put(plain, kDigits, 4);
  put(plain, 1, 8);
  put(plain, (std::uint64_t{1} << Histogram::kRangeBits) - 1, 8);
  put(plain, std::bit_cast<std::uint64_t>(1.0), 8);  // integers to doubles
  const std::string contents = compressed(plain + counts);
  std::string whole;
  put(whole, kCompressedCookie, 4);
  put(whole, contents.size(), 4);
  return base64_of(whole + contents);
}

std::optional<Histogram> from_hdr(std::string_view base64) {
  const auto whole = from_base64(base64);
  if (!whole) return std::nullopt;
  Numbers outer(*whole);
  std::uint64_t cookie = 0;
  std::uint64_t size = 0;
  if (!outer.fixed(4, cookie) || !outer.fixed(4, size) || cookie != kCompressedCookie ||
      size != outer.rest().size())
    return std::nullopt;
  const auto plain = uncompressed(outer.rest());
  if (!plain) return std::nullopt;
  Numbers numbers(*plain);
  if (!read_header(numbers)) return std::nullopt;
  return read_counts(numbers);
}

}  // namespace sounder
